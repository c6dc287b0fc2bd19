//! The unique name of an account: `@ada`.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::limits::HANDLE_CHARS;

/// A person's handle, without the `@`: 2 to 32 letters, digits, `.`, `-` or `_`, beginning and
/// ending with a letter or digit. Letters of every script are allowed, with the marks that belong to
/// them, such as vowel signs. Case is preserved, and ignored in comparisons.
///
/// The server refuses more when a handle is chosen: text that is not in NFKC, mixed scripts, and
/// handles that look like another one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Handle(Box<str>);

/// Why a text is not a [`Handle`]. The messages say what to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InvalidHandle {
    /// Too short or too long.
    #[error("a handle must have {} to {} characters", HANDLE_CHARS.start(), HANDLE_CHARS.end())]
    Length,
    /// A character that is not allowed, or not at this position.
    #[error(
        "a handle can contain letters, digits, '.', '-' and '_', and must begin and end with a letter or digit"
    )]
    Characters,
}

impl Handle {
    /// Removes surrounding white space and a leading `@`, and checks.
    ///
    /// # Errors
    /// [`InvalidHandle`].
    pub fn parse(text: &str) -> Result<Self, InvalidHandle> {
        let text = text.trim();
        let text = text.strip_prefix('@').unwrap_or(text);
        if !HANDLE_CHARS.contains(&text.chars().count()) {
            return Err(InvalidHandle::Length);
        }
        let inner = |c: char| is_letter(c) || matches!(c, '.' | '-' | '_');
        // A mark belongs to the letter before it.
        let after_sign = text.chars().zip(text.chars().skip(1));
        let is_loose = |(sign, mark): (char, char)| !is_letter(sign) && is_mark(mark);
        if !text.chars().all(inner)
            || !text.starts_with(char::is_alphanumeric)
            || !text.ends_with(is_letter)
            || after_sign.into_iter().any(is_loose)
        {
            return Err(InvalidHandle::Characters);
        }
        Ok(Self(text.into()))
    }

    /// The handle, without the `@`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || is_mark(c)
}

/// Marks of scripts in everyday use that Unicode does not count as letters: accents that have no
/// letter of their own, signs that take the vowel away (as in `विक्रम`), tones. As ranges, because
/// the browser has this file too.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{34E}' | '\u{350}'..='\u{36F}' | '\u{483}'..='\u{487}'
        // Hebrew, Arabic.
        | '\u{591}'..='\u{5BD}' | '\u{5BF}' | '\u{5C1}' | '\u{5C2}' | '\u{5C4}' | '\u{5C5}' | '\u{5C7}'
        | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{6DF}'..='\u{6E4}' | '\u{6EA}'..='\u{6ED}'
        // India and Sri Lanka.
        | '\u{93C}' | '\u{94D}' | '\u{951}'..='\u{954}' | '\u{9BC}' | '\u{9CD}' | '\u{9FE}'
        | '\u{A3C}' | '\u{A4D}' | '\u{ABC}' | '\u{ACD}' | '\u{AFD}'..='\u{AFF}' | '\u{B3C}' | '\u{B4D}'
        | '\u{B55}' | '\u{BCD}' | '\u{C3C}' | '\u{C4D}' | '\u{CBC}' | '\u{CCD}' | '\u{D3B}' | '\u{D3C}'
        | '\u{D4D}' | '\u{DCA}' | '\u{AAF6}' | '\u{ABED}'
        // Thailand, Laos, Tibet, Myanmar, Cambodia, Java and Bali.
        | '\u{E47}'..='\u{E4E}' | '\u{EBA}' | '\u{EC8}'..='\u{ECE}' | '\u{F35}' | '\u{F37}' | '\u{F39}'
        | '\u{F84}' | '\u{F86}' | '\u{F87}' | '\u{FC6}' | '\u{1037}' | '\u{1039}' | '\u{103A}'
        | '\u{17C9}'..='\u{17D3}' | '\u{17DD}' | '\u{1B34}' | '\u{1B44}' | '\u{A9B3}' | '\u{A9C0}'
        // Ethiopia, the Philippines, Japan.
        | '\u{135D}'..='\u{135F}' | '\u{1714}' | '\u{1734}' | '\u{3099}' | '\u{309A}')
}

impl TryFrom<String> for Handle {
    type Error = InvalidHandle;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Handle> for String {
    fn from(handle: Handle) -> Self {
        handle.0.into()
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_are_letters_and_digits_of_any_script() {
        for (text, handle) in [
            ("ada", "ada"),
            (" @Ada.L ", "Ada.L"),
            ("Ελένη", "Ελένη"),
            ("विक्रम", "विक्रम"),
            ("தமிழ்", "தமிழ்"),
        ] {
            assert_eq!(Handle::parse(text).map(String::from), Ok(handle.into()));
        }
        assert_eq!(Handle::parse("a"), Err(InvalidHandle::Length));
        assert_eq!(Handle::parse(&"a".repeat(33)), Err(InvalidHandle::Length));
        for bad in [
            "a b",
            "-ada",
            "ada.",
            "a@b",
            "a/b",
            "a\u{200B}b",
            "👩‍💻👩‍💻",
            "a.\u{94D}b",
            "\u{94D}ab",
        ] {
            assert_eq!(Handle::parse(bad), Err(InvalidHandle::Characters), "{bad}");
        }
    }
}
