//! The visible part of a text: one rule for names, topics and similar texts. Invisible characters
//! are removed, so that two names that look the same are the same.

use core::iter;

/// One line: trimmed, with single spaces, without invisible characters.
pub fn line(text: &str) -> String {
    let shown = visible(text);
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Several lines: without invisible characters, and trimmed.
pub fn lines(text: &str) -> String {
    visible(&text.replace("\r\n", "\n")).trim().to_owned()
}

/// Control characters, and the bidirectional embeddings, overrides and isolates of Unicode UAX #9,
/// with which a text could garble its surroundings. They are refused and not removed, as they are
/// never sent by accident.
pub fn is_forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
}

/// Removes invisible characters, and replaces blanks that are not spaces by spaces. Joiners and
/// selectors remain where they change the appearance: in emoji, and in scripts with joined letters.
fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut before = None;
    let after = text.chars().skip(1).map(Some).chain(iter::once(None));
    // Whether the position is within a flag that is spelled in tags.
    let mut in_flag = false;
    for (c, next) in text.chars().zip(after) {
        let is_tag = matches!(c, '\u{E0020}'..='\u{E007F}');
        in_flag = c == '\u{1F3F4}' || (in_flag && is_tag);
        let stays = match c {
            '\u{200C}' | '\u{200D}' => {
                let joins = |side: Option<char>| side.is_some_and(|c| is_emoji(c) || is_joined(c));
                joins(before) && joins(next)
            }
            '\u{FE0E}' | '\u{FE0F}' => before.is_some_and(is_emoji) || next == Some('\u{20E3}'),
            '\u{180B}'..='\u{180D}' | '\u{180F}' => before.is_some_and(is_mongolian),
            _ => (is_tag && in_flag) || !is_invisible(c),
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

/// Characters with a width but without a visible shape that are not white space: Hangul fillers,
/// the empty Braille cell.
fn is_blank(c: char) -> bool {
    matches!(
        c,
        '\u{115F}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}'
    )
}

/// Characters with neither: format characters and other default ignorables of Unicode.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}' | '\u{034F}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// Approximately: characters with an emoji form, skin tones and what joins them. None of these is
/// part of a word.
fn is_emoji(c: char) -> bool {
    matches!(
        c,
        '\u{A9}' | '\u{AE}' | '\u{203C}' | '\u{2049}' | '\u{2122}' | '\u{2139}'
            | '\u{2190}'..='\u{27FF}' | '\u{2900}'..='\u{2BFF}' | '\u{3030}' | '\u{303D}'
            | '\u{3297}' | '\u{3299}' | '\u{FE0F}' | '\u{1F000}'..='\u{1FAFF}'
    )
}

/// Letters of scripts in which a joiner changes the form of the letters beside it: Arabic and its
/// relatives, those of India and its neighbours, Mongolian.
fn is_joined(c: char) -> bool {
    matches!(c, '\u{0600}'..='\u{08FF}' | '\u{0900}'..='\u{109F}' | '\u{1700}'..='\u{17B3}'
        | '\u{17B6}'..='\u{17FF}' | '\u{1A20}'..='\u{1BFF}' | '\u{FB50}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFC}')
        || is_mongolian(c)
}

fn is_mongolian(c: char) -> bool {
    matches!(c, '\u{1820}'..='\u{18AA}')
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
