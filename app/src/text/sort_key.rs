//! The order of names, as the server's `domain::fold` makes it, for the lists that the browser puts
//! a name into.
//!
//! The server's has tables of all of Unicode. This one knows the accents of Latin, Greek and
//! Cyrillic, in half a kilobyte; a letter that only the server knows stands where the server put it
//! until the page is loaded anew.

/// Sorts names without case and accents.
pub fn sort_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '\u{300}'..='\u{36F}' => {}
            'Æ' | 'æ' | 'Ǽ' | 'ǽ' | 'Ǣ' | 'ǣ' => key.push_str("ae"),
            'Œ' | 'œ' => key.push_str("oe"),
            'ß' | 'ẞ' => key.push_str("ss"),
            'Þ' | 'þ' => key.push_str("th"),
            _ => key.push(plain(c)),
        }
    }
    key
}

fn plain(c: char) -> char {
    let code = u32::from(c);
    match c {
        '\0'..='\u{7F}' => c.to_ascii_lowercase(),
        '\u{C0}'..='\u{24F}' => latin(LATIN, code - 0xC0, c),
        '\u{1E00}'..='\u{1EFF}' => latin(LATIN_ADDITIONAL, code - 0x1E00, c),
        'Ά' | 'ά' => 'α',
        'Έ' | 'έ' => 'ε',
        'Ή' | 'ή' => 'η',
        'Ί' | 'ί' | 'Ϊ' | 'ϊ' | 'ΐ' => 'ι',
        'Ό' | 'ό' => 'ο',
        'Ύ' | 'ύ' | 'Ϋ' | 'ϋ' | 'ΰ' => 'υ',
        'Ώ' | 'ώ' => 'ω',
        'ς' => 'σ',
        'Ё' | 'ё' | 'Ѐ' | 'ѐ' => 'е',
        'Й' | 'й' | 'Ѝ' | 'ѝ' => 'и',
        'Ї' | 'ї' => 'і',
        'Ў' | 'ў' => 'у',
        'Ѓ' | 'ѓ' => 'г',
        'Ќ' | 'ќ' => 'к',
        'Α'..='Ω' | 'А'..='Я' => char::from_u32(code + 32).unwrap_or(c),
        '\u{402}'..='\u{40F}' => char::from_u32(code + 80).unwrap_or(c),
        _ => c,
    }
}

/// Base letters from U+00C0 on; `_` where there is none.
const LATIN: &[u8] = b"\
    aaaaaa_ceeeeiiiidnooooo_ouuuuy__aaaaaa_ceeeeiiiidnooooo_ouuuuy_yaaaaaaccccccccdd\
    ddeeeeeeeeeegggggggghhhhiiiiiiiiii__jjkk_llllll__llnnnnnn_nnoooooo__rrrrrrssssss\
    ssttttttuuuuuuuuuuuuwwyyyzzzzzzs________________________________oo_____________u\
    u____________________________aaiioouuuuuuuuuu_aaaa____ggkkoooo__j___gg__nnaa__oo\
    aaaaeeeeiiiioooorrrruuuusstt__hh______aaeeooooooooyy____________________________";

/// The same from U+1E00 on.
const LATIN_ADDITIONAL: &[u8] = b"\
    aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooo\
    oooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy_s____\
    aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuu\
    uuyyyyyyyy______";

fn latin(letters: &[u8], at: u32, c: char) -> char {
    let letter = usize::try_from(at).ok().and_then(|at| letters.get(at));
    letter.map_or(c, |&letter| {
        if letter == b'_' {
            c
        } else {
            char::from(letter)
        }
    })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use domain::fold::fold;

    use super::*;

    #[test]
    fn names_of_the_languages_of_europe_are_ordered_as_on_the_server() {
        let latin = ('A'..='z')
            .chain('\u{C0}'..='\u{24F}')
            .chain('\u{1E00}'..='\u{1EFF}');
        let latin = latin.filter(|c| c.is_alphabetic() && fold(&c.to_string()).is_ascii());
        let greek = ('Α'..='ώ').filter(|c| c.is_alphabetic());
        for c in latin.chain(greek).chain('Ѐ'..='џ') {
            let name = c.to_string();
            // Ligatures such as `ĳ` are left to the server.
            if fold(&name).chars().count() == 1 || matches!(c, 'æ' | 'Œ' | 'ß' | 'Þ') {
                assert_eq!(sort_key(&name), fold(&name), "{c:?}");
            }
        }
        for name in [
            "Élodie",
            "E\u{301}lodie",
            "ΟΔΥΣΣΕΎΣ",
            "Đặng",
            "Ångström",
            "Жанна",
        ] {
            assert_eq!(sort_key(name), fold(name), "{name}");
        }
    }
}
