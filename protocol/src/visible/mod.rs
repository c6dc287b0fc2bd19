//! The visible part of a text: one rule for messages, names, topics and all other texts that people
//! write for each other.
//!
//! - Every kind of line break is `\n`, or a space where there is one line: those of Windows, of
//!   slides (U+000B) and of PDFs (U+000C) are pasted without anybody seeing them.
//! - Control characters are dropped and never a reason to refuse a text, as its writer cannot see
//!   them.
//! - Names and other single lines have nothing in them that cannot be seen, so that two that look
//!   the same are the same. Messages keep invisible characters that typography uses (soft hyphens,
//!   word breaks of Thai and Khmer, variants of Han letters).
//! - No change of direction reaches past its line.
//! - A text in which nothing can be seen is empty.
//!
//! Source: Unicode 16, `Default_Ignorable_Code_Point`; UAX #9 for directions.

use core::iter;

mod direction;
mod kinds;

use kinds::{
    is_blank, is_break, is_control, is_emoji, is_invisible, is_joined, is_mongolian, is_stray,
    is_tag,
};

/// One line: trimmed, with single spaces, without invisible characters.
pub fn line(text: &str) -> String {
    let shown = visible(text.chars().filter(|c| !direction::is_control(*c)));
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Several lines: without invisible characters, and trimmed.
pub fn lines(text: &str) -> String {
    let shown = visible(unix_breaks(text));
    direction::closed_in_each_line(shown.trim())
}

/// The text of a message, which may be code: with its spaces, blanks and all invisible characters
/// that have a use.
pub(crate) fn body(text: &str) -> String {
    let is_plain = |byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    if text.bytes().all(is_plain) {
        return text.to_owned();
    }
    let mut in_flag = false;
    let kept = unix_breaks(text).filter(|&c| {
        in_flag = is_flag(c, in_flag);
        in_flag || c == '\n' || !(is_control(c) || is_stray(c))
    });
    direction::closed_in_each_line(&kept.collect::<String>())
}

/// Whether anything in a text can be seen.
pub fn is_visible(text: &str) -> bool {
    text.chars().any(|c| {
        let unseen = c.is_whitespace()
            || c.is_control()
            || direction::is_control(c)
            || is_invisible(c)
            || is_blank(c);
        !unseen
    })
}

/// The characters with every line break as `\n`.
fn unix_breaks(text: &str) -> impl Iterator<Item = char> + Clone + '_ {
    let after = text.chars().skip(1).map(Some).chain(iter::once(None));
    text.chars()
        .zip(after)
        .filter(|pair| *pair != ('\r', Some('\n')))
        .map(|(c, _)| if is_break(c) { '\n' } else { c })
}

/// Whether a character is part of a flag that is spelled in tags, if the one before it was.
fn is_flag(c: char, in_flag: bool) -> bool {
    c == '\u{1F3F4}' || (in_flag && is_tag(c))
}

/// Drops invisible characters, and replaces blanks that are not spaces by spaces. Joiners and
/// selectors remain where they change the appearance: in emoji, and in scripts with joined letters.
fn visible(text: impl Iterator<Item = char> + Clone) -> String {
    let mut shown = String::new();
    let mut before = None;
    let after = text.clone().skip(1).map(Some).chain(iter::once(None));
    let mut in_flag = false;
    for (c, next) in text.zip(after) {
        in_flag = is_flag(c, in_flag);
        let stays = match c {
            '\u{200C}' | '\u{200D}' => {
                let joins = |side: Option<char>| side.is_some_and(|c| is_emoji(c) || is_joined(c));
                joins(before) && joins(next)
            }
            '\u{FE0E}' | '\u{FE0F}' => before.is_some_and(is_emoji) || next == Some('\u{20E3}'),
            '\u{180B}'..='\u{180D}' | '\u{180F}' => before.is_some_and(is_mongolian),
            _ => in_flag || !(is_invisible(c) || is_control(c)),
        };
        if is_blank(c) {
            shown.push(' ');
        } else if stays {
            shown.push(c);
        } else {
            continue;
        }
        before = Some(c);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_goes() {
        for hidden in [
            "\u{200B}",
            "\u{200C}",
            "\u{200D}",
            "\u{2060}",
            "\u{FEFF}",
            "\u{AD}",
            "\u{34F}",
            "\u{180E}",
            "\u{FE00}",
            "\u{FE0F}",
            "\u{E0041}",
            "\u{E0100}",
            "\u{FFF9}",
            "\u{206A}",
            "\u{2064}",
            "\u{1D173}",
        ] {
            let text = format!("A{hidden}da{hidden}");
            assert_eq!(line(&text), "Ada", "{hidden:?}");
            assert_eq!(lines(&text), "Ada", "{hidden:?}");
        }
    }

    #[test]
    fn blanks_that_are_no_spaces_are_spaces() {
        for blank in [
            "\u{3164}", "\u{2800}", "\u{FFA0}", "\u{115F}", "\u{A0}", "\u{2003}",
        ] {
            assert_eq!(
                line(&format!("{blank}Ada{blank}{blank}L")),
                "Ada L",
                "{blank:?}"
            );
        }
    }

    #[test]
    fn emoji_and_joined_scripts_keep_what_makes_them() {
        for whole in [
            "👩‍💻",
            "❤\u{FE0F}",
            "👩🏽‍🚀 Ada",
            "🏳\u{FE0F}‍🌈",
            "1\u{FE0F}\u{20E3}",
            "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
            "نامه\u{200C}ای",
            "क्\u{200D}ष",
        ] {
            assert_eq!(line(whole), whole);
        }
        assert_eq!(
            line("🏴\u{E0067}\u{E007F}a\u{E0067}"),
            "🏴\u{E0067}\u{E007F}a"
        );
    }

    #[test]
    fn what_was_taken_out_once_is_out() {
        for text in [
            "a\u{200D}\u{200D}b",
            "👩\u{200D}\u{200B}💻",
            "\u{3164}\u{200C}ا\u{200C}\u{200B}ب",
        ] {
            assert_eq!(line(&line(text)), line(text), "{text:?}");
        }
    }
}
