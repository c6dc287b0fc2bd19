//! Characters that stand for others between the guard and the walk.
//!
//! `pulldown-cmark` asks of the characters around `*` and `_` only whether they are white space or
//! punctuation. What stands for punctuation is therefore a symbol (of the block of Tai Xuan Jing
//! symbols), and what stands for a word is not. If a source contains one of these characters, a
//! token is put in its place.

/// ASCII characters that have a placeholder. The position is the number of the placeholder.
const GUARDED: [char; 24] = [
    '&', '<', '\\', '^', '*', '_', '~', '|', '#', '-', '+', '=', '>', '.', ')', '[', ']', '!', '`',
    ':', ' ', '\t', '(', '@',
];

const FIRST: u32 = 0x1D300;
const FIRST_TOKEN: u32 = 0xF_0000;
const MOST_TOKENS: usize = 0xFFF0;

/// Nothing, but punctuation to the parser.
pub const PUNCTUATION_JOINER: char = '\u{1D31E}';
/// A backslash in code, and nothing elsewhere: it has escaped what follows.
pub const ESCAPE: char = '\u{1D31F}';
/// What follows is the number of a token.
pub const TOKEN: char = '\u{FDD0}';
/// Nothing, but a letter to the parser.
pub const LETTER_JOINER: char = '\u{FDD1}';

pub fn is_reserved(c: char) -> bool {
    matches!(c, '\u{1D300}'..='\u{1D31F}' | '\u{FDD0}'..='\u{FDEF}')
}

/// What stands for a character that shall not act.
pub fn placeholder(c: char) -> char {
    (FIRST..)
        .zip(GUARDED)
        .find(|(_, guarded)| *guarded == c)
        .and_then(|(number, _)| char::from_u32(number))
        .unwrap_or(c)
}

/// What a placeholder stands for.
pub fn original(c: char) -> Option<char> {
    let number = u32::from(c).checked_sub(FIRST)?;
    GUARDED.get(usize::try_from(number).ok()?).copied()
}

/// The character that is the number of a token.
pub fn token_char(number: usize) -> Option<char> {
    let number = u32::try_from(number)
        .ok()
        .filter(|_| number < MOST_TOKENS)?;
    char::from_u32(FIRST_TOKEN + number)
}

pub fn token_number(c: char) -> Option<usize> {
    usize::try_from(u32::from(c).checked_sub(FIRST_TOKEN)?).ok()
}
