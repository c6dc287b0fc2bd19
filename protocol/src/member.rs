//! Who speaks.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::{ids::MemberId, limits::MAX_NAME_CHARS};

/// A member as others see them.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Member {
    /// Stays when the name changes.
    pub id: MemberId,
    /// What others read.
    pub name: DisplayName,
}

/// A name to be read by people: 1 to 32 characters with something visible in it, no control or
/// direction-changing characters, single spaces.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DisplayName(Box<str>);

/// Why a text is no [`DisplayName`]. The texts say what to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InvalidName {
    /// Nothing visible in it.
    #[error("a name needs at least one visible character")]
    Empty,
    /// More than [`MAX_NAME_CHARS`] characters.
    #[error("a name has at most {MAX_NAME_CHARS} characters")]
    TooLong,
    /// Control characters, or characters that turn the direction of the text around them.
    #[error("a name cannot hold control or direction characters")]
    Forbidden,
}

impl DisplayName {
    /// Trims, makes each run of white space one space, and checks.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.chars().any(is_forbidden) {
            return Err(InvalidName::Forbidden);
        }
        if !name.chars().any(is_visible) {
            return Err(InvalidName::Empty);
        }
        if name.chars().count() > MAX_NAME_CHARS {
            return Err(InvalidName::TooLong);
        }
        Ok(Self(name.into()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Controls, and the bidirectional embeddings, overrides and isolates of Unicode UAX #9, with which
/// a name could garble what stands beside it.
fn is_forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
}

/// Neither space nor one of the zero-width and filler characters that show nothing on their own.
fn is_visible(c: char) -> bool {
    !c.is_whitespace()
        && !matches!(
            c,
            '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
                | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2065}'
                | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

impl TryFrom<String> for DisplayName {
    type Error = InvalidName;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<DisplayName> for String {
    fn from(name: DisplayName) -> Self {
        name.0.into()
    }
}

impl fmt::Display for DisplayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_spaces_collapsed() {
        let name = DisplayName::parse("  Ada \t Lovelace ").expect("valid");
        assert_eq!(name.as_str(), "Ada Lovelace");
    }

    #[test]
    fn names_keep_emoji_sequences_and_every_script() {
        for good in ["A", "Ελένη", "李小龍", "👩‍💻", "محمد"] {
            assert!(DisplayName::parse(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn names_refuse_what_cannot_be_seen_or_garbles() {
        assert_eq!(
            DisplayName::parse(" \u{200B}\u{3164} "),
            Err(InvalidName::Empty)
        );
        assert_eq!(
            DisplayName::parse("a\u{202E}b"),
            Err(InvalidName::Forbidden)
        );
        assert_eq!(DisplayName::parse("a\0b"), Err(InvalidName::Forbidden));
        assert_eq!(
            DisplayName::parse(&"x".repeat(33)),
            Err(InvalidName::TooLong)
        );
    }
}
