//! Marks in handles: accents, vowel signs and points.

use protocol::handle::InvalidHandle;
use unicode_normalization::char::is_combining_mark;

use super::HandleRefused;

/// Most marks in a row that Unicode does not count as letters; vocalised Arabic and Hebrew have two
/// or three.
const MOST_MARKS: usize = 3;

/// Marks may only stand where a language has them: after a letter, few, and each once. A dot on an
/// `i` cannot be told from its own.
pub(super) fn check(text: &str) -> Result<(), HandleRefused> {
    let (mut before, mut row) = ('.', 0);
    for c in text.chars() {
        let is_mark = is_combining_mark(c);
        if is_mark && !before.is_alphanumeric() && !is_combining_mark(before) {
            return Err(InvalidHandle::Characters.into());
        }
        row = if is_mark && !c.is_alphanumeric() {
            row + 1
        } else {
            0
        };
        if row > MOST_MARKS || (is_mark && c == before) {
            return Err(HandleRefused::StackedMarks);
        }
        if c == '\u{307}' && matches!(before, 'i' | 'j' | 'I' | 'J' | 'ı' | 'ȷ' | 'і' | 'ј' | 'l')
        {
            return Err(HandleRefused::RareCharacter(c));
        }
        before = c;
    }
    Ok(())
}

/// Vowels and other points of Hebrew and Arabic, which a name is written with or without.
pub(super) const fn is_point(c: char) -> bool {
    matches!(c, '\u{591}'..='\u{5BD}' | '\u{5BF}' | '\u{5C1}' | '\u{5C2}' | '\u{5C4}' | '\u{5C5}' | '\u{5C7}'
        | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{652}' | '\u{656}'..='\u{65F}' | '\u{670}'
        | '\u{6D6}'..='\u{6DC}' | '\u{6DF}'..='\u{6E4}' | '\u{6E7}' | '\u{6E8}' | '\u{6EA}'..='\u{6ED}')
}
