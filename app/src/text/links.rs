//! Finds the addresses in a text. All else stays text.
//!
//! [`find_links`] knows nothing of pages: it is a function of the text alone.

use core::ops::Range;

use super::punctuation::is_punctuation;

/// A piece of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece<'a> {
    Text(&'a str),
    /// An http or https address.
    Link(&'a str),
}

/// Cuts a text at its addresses; the pieces in order are the text again.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for Link { range, href } in find_links(text) {
        pieces.extend(text_piece(text, from..range.start));
        pieces.push(Piece::Link(href));
        from = range.end;
    }
    pieces.extend(text_piece(text, from..text.len()));
    pieces
}

fn text_piece(text: &str, range: Range<usize>) -> Option<Piece<'_>> {
    let part = text.get(range).filter(|part| !part.is_empty());
    part.map(Piece::Text)
}

/// An http or https address in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link<'a> {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// Where it leads: exactly what is shown there.
    pub href: &'a str,
}

/// The addresses in a text, in order: from `http://` or `https://`, with or without a space
/// before, to white space or the punctuation of the sentence around it, in any script.
pub fn find_links(text: &str) -> impl Iterator<Item = Link<'_>> {
    let mut from = 0;
    core::iter::from_fn(move || {
        while let Some(at) = text.get(from..)?.find("://").map(|at| at + from) {
            let range = link_around(text, from, at);
            from = range.as_ref().map_or(at + "://".len(), |range| range.end);
            if let Some(range) = range {
                let href = text.get(range.clone())?;
                return Some(Link { range, href });
            }
        }
        None
    })
}

/// The address whose `://` is at a position, if it is one. It starts at `from` or later.
fn link_around(text: &str, from: usize, colon: usize) -> Option<Range<usize>> {
    let before = text.get(from..colon)?;
    let scheme = ["https", "http"].into_iter().find(|scheme| {
        let start = before.len().checked_sub(scheme.len());
        let written = start.and_then(|start| before.get(start..));
        written.is_some_and(|written| written.eq_ignore_ascii_case(scheme))
    })?;
    let start = colon - scheme.len();
    // In scripts without spaces any letter may stand before it; one of ASCII makes another scheme.
    let continues = |c: char| c.is_ascii_alphanumeric();
    if text.get(..start)?.ends_with(continues) {
        return None;
    }
    let host = colon + "://".len();
    let rest = text.get(host..)?;
    let end = rest.find(ends_link).unwrap_or(rest.len());
    let written = rest.get(..end)?;
    if written.starts_with(|c: char| c.is_ascii_punctuation() && c != '[') {
        return None;
    }
    let is_emphasised = is_emphasis_open(text.get(..start)?);
    let length = without_sentence(written, is_emphasised).len();
    (length > 0).then_some(start..host + length)
}

/// Whether a character is never part of an address: white space, quotes and brackets of text, what
/// is invisible or changes directions, and punctuation that is not used inside words.
fn ends_link(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_whitespace()
            || c.is_ascii_control()
            || matches!(c, '<' | '>' | '"' | '`');
    }
    c.is_whitespace()
        || c.is_control()
        || is_unseen(c)
        || is_wide_sign(c)
        || (is_punctuation(c) && !is_in_words(c))
}

/// Invisible characters and blanks, without joiners and selectors: these are parts of letters and
/// emoji.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{200B}'
        | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}'
        | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFC}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Full-width forms of ASCII's symbols, and of a few others.
fn is_wide_sign(c: char) -> bool {
    matches!(c, '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}' | '\u{FF3B}'..='\u{FF40}'
        | '\u{FF5B}'..='\u{FF65}' | '\u{FFE0}'..='\u{FFEE}')
}

/// Punctuation that is also used inside words, as in `l’été`, `レオナルド・ダ・ヴィンチ`, `צה״ל`: hyphens,
/// apostrophes, dots between words. It ends an address only at its end.
fn is_in_words(c: char) -> bool {
    matches!(
        c,
        '\u{B7}'
            | '\u{387}'
            | '\u{55A}'
            | '\u{58A}'
            | '\u{5BE}'
            | '\u{5F3}'
            | '\u{5F4}'
            | '\u{F0B}'
            | '\u{1806}'
            | '\u{2010}'
            ..='\u{2015}' | '\u{2018}' | '\u{2019}' | '\u{2027}' | '\u{30A0}' | '\u{30FB}'
    )
}

/// The address without the punctuation of the sentence around it.
fn without_sentence(mut link: &str, is_emphasised: bool) -> &str {
    let mut emphasis = is_emphasised.then_some('_');
    loop {
        let ends = |c: char| {
            matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*')
                || is_punctuation(c)
                || matches!(c, '\u{200C}' | '\u{200D}')
        };
        let shorter = link
            .strip_suffix(ends)
            .or_else(|| link.strip_suffix("~~"))
            .or_else(|| unpaired(link, '(', ')'))
            .or_else(|| unpaired(link, '[', ']'))
            .or_else(|| unpaired(link, '{', '}'))
            .or_else(|| link.strip_suffix(emphasis.take()?));
        match shorter {
            Some(shorter) => link = shorter,
            None => return link,
        }
    }
}

fn unpaired(link: &str, open: char, close: char) -> Option<&str> {
    let shorter = link.strip_suffix(close)?;
    (link.matches(close).count() > link.matches(open).count()).then_some(shorter)
}

/// Whether a `_` before an address, in its line, begins an emphasis that a `_` at its end closes.
fn is_emphasis_open(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or_default();
    let Some((start, inside)) = line.rsplit_once('_') else {
        return false;
    };
    !start.ends_with(char::is_alphanumeric) && !inside.starts_with(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn links(text: &str) -> Vec<&str> {
        find_links(text).map(|link| link.href).collect()
    }

    #[test]
    fn addresses_end_before_the_sentence_does() {
        for (text, link) in [
            ("see https://a.example/x.", "https://a.example/x"),
            ("(http://a.example/b_(c))", "http://a.example/b_(c)"),
            ("[https://a.example/x]", "https://a.example/x"),
            ("{https://a.example/{id}}", "https://a.example/{id}"),
            ("https://a?b=1&c=2", "https://a?b=1&c=2"),
            ("http://[::1]:3000/x, ok", "http://[::1]:3000/x"),
            ("ü https://ü.example ü", "https://ü.example"),
            ("<https://a.example/x>", "https://a.example/x"),
            ("\"https://a.example/x\"", "https://a.example/x"),
            ("https://a.example/x'", "https://a.example/x"),
        ] {
            assert_eq!(links(text), [link], "{text}");
        }
    }

    #[test]
    fn addresses_end_before_the_punctuation_of_every_script() {
        for text in [
            "见 https://a.example/x（说明）了解",
            "https://a.example/x。",
            "https://a.example/x，然后",
            "「https://a.example/x」と",
            "『https://a.example/x』【https://a.example/x】",
            "〈https://a.example/x〉《https://a.example/x》",
            "“https://a.example/x” ‘https://a.example/x’ „https://a.example/x“",
            "« https://a.example/x » «https://a.example/x» ‹https://a.example/x›",
            "https://a.example/x… https://a.example/x–",
            "https://a.example/x：https://a.example/x；https://a.example/x！https://a.example/x？",
            "https://a.example/x｜https://a.example/x～ https://a.example/x､",
            "https://a.example/x، https://a.example/x؛ https://a.example/x؟ https://a.example/x۔",
            "https://a.example/x। https://a.example/x॥",
            "https://a.example/x։ https://a.example/x՝ https://a.example/x՞",
            "https://a.example/x። https://a.example/x፣",
            "https://a.example/x។ https://a.example/x၊ https://a.example/x༎",
            "https://a.example/x׃ https://a.example/x; https://a.example/x·",
            "https://a.example/x᠃ https://a.example/x꓿ https://a.example/x𑁇",
        ] {
            let found = links(text);
            assert!(!found.is_empty(), "{text}");
            assert!(
                found.iter().all(|link| *link == "https://a.example/x"),
                "{text} {found:?}"
            );
        }
    }

    #[test]
    fn punctuation_inside_words_is_part_of_an_address() {
        for link in [
            "https://fr.example/l’été",
            "https://ja.example/レオナルド・ダ・ヴィンチ",
            "https://he.example/צה״ל",
            "https://de.example/Köln–Bonn",
            "https://fa.example/می\u{200C}خواهم",
            "https://bo.example/བོད་ཡིག",
            "https://hi.example/विक्रम",
            "https://zh.example/苹果",
        ] {
            assert_eq!(links(&format!("({link}).")), [link]);
        }
    }

    #[test]
    fn an_address_starts_with_or_without_a_space_in_any_case() {
        for (text, link) in [
            ("参见https://a.example/x", "https://a.example/x"),
            ("ดูhttps://a.example/x", "https://a.example/x"),
            ("смотриhttps://a.example/x", "https://a.example/x"),
            ("주소:https://a.example/x", "https://a.example/x"),
            ("HTTPS://EXAMPLE.COM/x", "HTTPS://EXAMPLE.COM/x"),
            ("Https://a.example", "Https://a.example"),
            ("hTTp://a.example", "hTTp://a.example"),
        ] {
            assert_eq!(links(text), [link], "{text}");
        }
    }

    #[test]
    fn stars_and_lines_of_emphasis_stay_outside() {
        for (text, link) in [
            ("https://a.example/_", "https://a.example/_"),
            ("https://a.example/x__ y", "https://a.example/x__"),
            ("*https://a.example/x*", "https://a.example/x"),
            ("**see https://a.example/x**.", "https://a.example/x"),
            ("_https://a.example/x_", "https://a.example/x"),
            ("_see https://a.example/x_.", "https://a.example/x"),
            ("_https://a.example/x__", "https://a.example/x_"),
            ("snake_case https://a.example/_", "https://a.example/_"),
            ("~~https://a.example/x~~", "https://a.example/x"),
            ("https://a.example/~", "https://a.example/~"),
        ] {
            assert_eq!(links(text), [link], "{text}");
        }
    }

    #[test]
    fn nothing_unseen_and_no_change_of_direction_is_in_an_address() {
        for unseen in "\u{202A}\u{202B}\u{202C}\u{202D}\u{202E}\u{2066}\u{2067}\u{2068}\u{2069}\u{200E}\u{200F}\u{61C}\u{200B}\u{2060}\u{FEFF}\u{AD}\u{3164}\u{2800}\u{E0041}\u{85}\u{2028}\0".chars() {
            let text = format!("{unseen}https://a.example/files{unseen}4pm.asia");
            assert_eq!(links(&text), ["https://a.example/files"], "{unseen:?}");
        }
    }

    #[test]
    fn what_is_no_address_is_text() {
        for text in [
            "javascript:alert(1)",
            "xhttp://a",
            "ftp://a.example",
            "http:// and https",
            "https://。",
            "https://（a）",
            "https://?",
            "https:///x",
            "://",
        ] {
            assert_eq!(links(text), [""; 0], "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_pieces_are_the_text(
            text in "(\\PC{0,5}|https?://|[HTPS]{1,5}|[_*~.)（。\u{202E}a-c/]{1,4}){0,12}"
        ) {
            let joined: String = pieces(&text)
                .iter()
                .map(|piece| match piece {
                    Piece::Text(text) | Piece::Link(text) => *text,
                })
                .collect();
            prop_assert_eq!(joined, text);
        }
    }
}
