//! The unique name of an account: `@ada`.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::limits::HANDLE_CHARS;

/// A person's handle, without the `@`: 2 to 32 letters, digits, `.`, `-` or `_`, beginning and
/// ending with a letter or digit. Letters of every script are allowed. Case is preserved, and
/// ignored in comparisons.
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
        let inner = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
        if !text.chars().all(inner)
            || !text.starts_with(char::is_alphanumeric)
            || !text.ends_with(char::is_alphanumeric)
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
        for (text, handle) in [("ada", "ada"), (" @Ada.L ", "Ada.L"), ("Ελένη", "Ελένη")]
        {
            assert_eq!(Handle::parse(text).map(String::from), Ok(handle.into()));
        }
        assert_eq!(Handle::parse("a"), Err(InvalidHandle::Length));
        assert_eq!(Handle::parse(&"a".repeat(33)), Err(InvalidHandle::Length));
        for bad in ["a b", "-ada", "ada.", "a@b", "a/b", "a\u{200B}b", "👩‍💻👩‍💻"] {
            assert_eq!(Handle::parse(bad), Err(InvalidHandle::Characters), "{bad}");
        }
    }
}
