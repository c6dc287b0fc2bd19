//! Characters of every script: which of them are never part of an address.

use protocol::visible::is_visible;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::markup::guard::placeholders::is_reserved;

/// Whether a character is never part of an address: white space, quotes and brackets of text, what
/// is invisible or changes directions, and punctuation that is not used inside words. Letters, marks
/// and digits of every script are part, and so are emoji and other symbols.
pub fn ends_address(c: char, is_authority: bool) -> bool {
    if c.is_ascii() {
        return c.is_ascii_whitespace()
            || c.is_ascii_control()
            || matches!(c, '<' | '>' | '"' | '`' | '|' | '\\' | '^');
    }
    let is_part = c.is_alphanumeric() && is_visible(c.encode_utf8(&mut [0; 4]));
    !is_part && !is_of_the_letter_before(c) && is_outside(c, is_authority)
}

pub fn is_punctuation(c: char) -> bool {
    c.general_category_group() == GeneralCategoryGroup::Punctuation
}

fn is_outside(c: char, is_authority: bool) -> bool {
    let is_in_words = if is_authority {
        is_in_hosts(c)
    } else {
        is_in_words(c)
    };
    !is_visible(c.encode_utf8(&mut [0; 4]))
        || is_wide_sign(c)
        || is_reserved(c)
        || (is_punctuation(c) && !is_in_words)
        || c.general_category() == GeneralCategory::Format
        || matches!(c, '\u{FFFD}' | '\u{F0000}'..)
}

/// Joiners and selectors.
fn is_of_the_letter_before(c: char) -> bool {
    matches!(c, '\u{180B}'..='\u{180D}' | '\u{180F}' | '\u{200C}' | '\u{200D}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Full-width and small forms of ASCII's symbols, and of a few others.
fn is_wide_sign(c: char) -> bool {
    matches!(c, '\u{FE50}'..='\u{FE6F}' | '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}'
        | '\u{FF3B}'..='\u{FF40}' | '\u{FF5B}'..='\u{FF64}' | '\u{FFE0}'..='\u{FFEE}')
}

/// Punctuation that is also used inside words, as in `l’été`, `レオナルド・ダ・ヴィンチ`, `צה״ל`:
/// hyphens, apostrophes, dots between words, signs of abbreviation and of sections. It ends an
/// address only at its end.
fn is_in_words(c: char) -> bool {
    is_in_hosts(c)
        || is_dash_when_twice(c)
        || matches!(
            c,
            '\u{A7}'
                | '\u{387}'
                | '\u{55A}'
                | '\u{55F}'
                | '\u{58A}'
                | '\u{5BE}'
                | '\u{970}'
                | '\u{9FD}'
                | '\u{A76}'
                | '\u{AF0}'
                | '\u{F0C}'
                | '\u{1806}'
                | '\u{2018}'
                | '\u{2019}'
                | '\u{2027}'
                | '\u{30A0}'
                | '\u{FF65}'
        )
}

/// Punctuation that names of hosts may have (RFC 5892): others are of the text, as the apostrophe
/// of `https://a.example’s`.
fn is_in_hosts(c: char) -> bool {
    matches!(c, '\u{B7}' | '\u{5F3}' | '\u{5F4}' | '\u{F0B}' | '\u{30FB}')
}

/// Hyphens and dashes: `Köln–Bonn` is a word, but `——` is a dash of Chinese sentences.
pub fn is_dash_when_twice(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}')
}
