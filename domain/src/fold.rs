//! The form in which texts are searched and sorted: without case and accents.
//!
//! The store keeps it beside names, and searches with the same form of the words, so that hits and
//! order are the same in every database and for every script. It is not for display, and not for
//! telling whether two names can be confused: that is a skeleton (see [`handle`](crate::handle)).

use unicode_normalization::UnicodeNormalization;

/// Letters in lower case, without accents; what two keyboards write differently is the same.
///
/// `Жанна` is `жанна`, `Élodie` is `elodie`, `STRASSE` and `Straße` are `strasse`, both small
/// sigmas are one, `Øystein` is `oystein`. Vowel signs of Indic scripts and the like are letters
/// and stay.
pub fn fold(text: &str) -> String {
    let cased: String = text
        .nfkd()
        .filter(|c| !is_dropped(*c))
        .flat_map(char::to_lowercase)
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .collect();
    let mut folded = String::with_capacity(cased.len());
    for c in cased.nfkd().filter(|c| !is_dropped(*c)) {
        match plain(c) {
            Some(letters) => folded.push_str(letters),
            None => folded.push(c),
        }
    }
    folded
}

/// Accents, points and vowels that are often left out, and what cannot be seen.
fn is_dropped(c: char) -> bool {
    matches!(c,
        // Accents of Latin, Greek and Cyrillic.
        '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{1AB0}'..='\u{1AFF}'
        | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20F0}' | '\u{FE20}'..='\u{FE2F}'
        // Points and vowels of Hebrew, Arabic and Syriac, and the line that stretches a word.
        | '\u{591}'..='\u{5BD}' | '\u{5BF}' | '\u{5C1}' | '\u{5C2}' | '\u{5C4}' | '\u{5C5}' | '\u{5C7}'
        | '\u{610}'..='\u{61A}' | '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}'
        | '\u{6D6}'..='\u{6DC}' | '\u{6DF}'..='\u{6E4}' | '\u{6E7}' | '\u{6E8}' | '\u{6EA}'..='\u{6ED}'
        | '\u{730}'..='\u{74A}'
        | '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// What a letter is found and sorted as that Unicode does not take apart.
const fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ı' => "i",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ł' => "l",
        'ŋ' => "n",
        'ŧ' => "t",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        // Arabic keyboards and Persian ones.
        '\u{649}' | '\u{6CC}' => "\u{64A}",
        '\u{6A9}' => "\u{643}",
        '\u{629}' | '\u{6C1}' => "\u{647}",
        // Apostrophes and hyphens.
        '\u{2018}' | '\u{2019}' | '\u{2BC}' | '\u{2BB}' => "'",
        '\u{2010}'..='\u{2013}' => "-",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn case_and_accents_make_no_difference() {
        for (one, other) in [
            ("Жанна", "жанна"),
            ("Élodie", "elodie"),
            ("E\u{301}lodie", "élodie"),
            ("Ёлка", "елка"),
            ("Straße", "STRASSE"),
            ("STRAẞE", "strasse"),
            ("İstanbul", "istanbul"),
            ("Istanbul", "ıstanbul"),
            ("ΟΔΥΣΣΕΎΣ", "οδυσσευς"),
            ("\u{212B}ngström", "A\u{30A}ngstro\u{308}m"),
            ("\u{C5}ngström", "angstrom"),
            ("Øystein", "oystein"),
            ("Łukasz", "lukasz"),
            ("Đặng", "dang"),
            ("ﬁona", "FIONA"),
            ("Ａｄａ", "ada"),
            ("ｶﾞ", "ガ"),
            ("O’Brien", "o'brien"),
            ("مُحَمَّد", "محمد"),
            ("أحمد", "احمد"),
            ("علی", "علي"),
            ("שָׁלוֹם", "שלום"),
            ("ԱՐԱՄ", "արամ"),
            ("ᲛᲐᲠᲘ", "მარი"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn other_letters_stay_other_letters() {
        for (one, other) in [
            ("विक्रम", "वक्रम"),
            ("தமிழ்", "தமழ்"),
            ("สมชาย", "สมชย"),
            ("김", "강"),
            ("ada", "eda"),
        ] {
            assert_ne!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn names_are_sorted_near_their_letters() {
        let mut names = [
            "zoe",
            "Élodie",
            "eve",
            "Ödön",
            "olga",
            "Ada",
            "Жанна",
            "елена",
            "Ёлка",
        ];
        names.sort_by_cached_key(|name| fold(name));
        assert_eq!(
            names,
            [
                "Ada",
                "Élodie",
                "eve",
                "Ödön",
                "olga",
                "zoe",
                "елена",
                "Ёлка",
                "Жанна"
            ]
        );
    }

    proptest! {
        #[test]
        fn a_folded_text_stays_as_it_is(text in any::<String>()) {
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), folded);
        }

        #[test]
        fn the_case_of_a_letter_makes_no_difference(letters in "[\\p{Latin}\\p{Cyrillic}\\p{Armenian}]{1,4}") {
            prop_assert_eq!(fold(&letters.to_uppercase()), fold(&letters.to_lowercase()));
        }
    }
}
