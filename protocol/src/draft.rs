//! What somebody has typed and not sent.

use serde::{Deserialize, Serialize};

use crate::limits::MAX_DRAFT_CHARS;

/// The text of a message box, as it was typed: it need not be a message yet.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DraftText(String);

/// The text is longer than is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a draft of more than {MAX_DRAFT_CHARS} characters is only kept in the browser")]
pub struct DraftTooLong;

impl DraftText {
    /// Drops control characters that no text has.
    ///
    /// # Errors
    /// [`DraftTooLong`].
    pub fn parse(text: &str) -> Result<Self, DraftTooLong> {
        if text.chars().count() > MAX_DRAFT_CHARS {
            return Err(DraftTooLong);
        }
        Ok(Self(text.replace('\0', "")))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing is typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl TryFrom<String> for DraftText {
    type Error = DraftTooLong;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<DraftText> for String {
    fn from(text: DraftText) -> Self {
        text.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_kept_as_it_was_typed() {
        for text in ["", " \n ", "  half a sent", "- one\n- "] {
            assert_eq!(DraftText::parse(text).expect("short").as_str(), text);
        }
        assert_eq!(DraftText::parse("a\0b").expect("short").as_str(), "ab");
        let long = "ü".repeat(MAX_DRAFT_CHARS);
        assert!(DraftText::parse(&long).is_ok());
        assert_eq!(DraftText::parse(&format!("{long}.")), Err(DraftTooLong));
    }
}
