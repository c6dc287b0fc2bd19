//! Where an address in a text ends.

use super::characters::{ends_address, is_dash_when_twice, is_punctuation};

const BRACKETS: [(char, char); 3] = [('(', ')'), ('[', ']'), ('{', '}')];

/// Where an address ends at the latest: before what is never in one, or a bracket that was not
/// opened in it.
pub fn latest(text: &str, scheme: usize) -> usize {
    let mut depths = [0_usize; BRACKETS.len()];
    let mut is_authority = true;
    let rest = text.get(scheme..).unwrap_or_default();
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        is_authority &= !matches!(c, '/' | '?' | '#');
        let is_doubled = chars.peek().is_some_and(|(_, next)| *next == c);
        let is_end = ends_address(c, is_authority)
            || (is_doubled && is_dash_when_twice(c))
            || leaves_brackets(&mut depths, c);
        if is_end {
            return scheme + at;
        }
    }
    text.len()
}

fn leaves_brackets(depths: &mut [usize], c: char) -> bool {
    for (depth, (open, close)) in depths.iter_mut().zip(BRACKETS) {
        if c == open {
            *depth += 1;
        } else if c == close {
            let is_end = *depth == 0;
            *depth = depth.saturating_sub(1);
            return is_end;
        }
    }
    false
}

/// Length of an address without the punctuation of the sentence around it, and without as many `_`
/// as the emphasis around it has.
pub fn trimmed(address: &str, scheme: usize, underscores: usize) -> usize {
    let mut address = address;
    let mut underscores = underscores;
    loop {
        let shorter = address
            .strip_suffix(ends_sentence)
            .or_else(|| address.strip_suffix("~~"))
            .or_else(|| {
                underscores = underscores.checked_sub(1)?;
                address.strip_suffix('_')
            });
        match shorter {
            Some(shorter) => address = shorter,
            None => return address.len().max(scheme),
        }
    }
}

fn ends_sentence(c: char) -> bool {
    matches!(
        c,
        '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '´' | '\u{200C}' | '\u{200D}'
    ) || (!c.is_ascii() && is_punctuation(c))
}
