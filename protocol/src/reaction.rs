//! Reactions to messages.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::limits::MAX_EMOJI_BYTES;

/// One emoji in its normal form, in which it is one however it was typed: the server knows the set,
/// and takes no other text. Skin tones are emoji of their own.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Emoji(Box<str>);

/// The text is not an [`Emoji`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("choose one emoji")]
pub struct InvalidEmoji;

impl Emoji {
    /// Checks only that it is short and has a sign: whether it is an emoji is for the server to say.
    pub fn parse(text: &str) -> Result<Self, InvalidEmoji> {
        let is_plain = |c: char| c.is_control() || c.is_whitespace();
        if text.is_empty() || text.len() > MAX_EMOJI_BYTES || text.contains(is_plain) {
            return Err(InvalidEmoji);
        }
        Ok(Self(text.into()))
    }

    /// The emoji itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Emoji {
    type Error = InvalidEmoji;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Emoji> for String {
    fn from(emoji: Emoji) -> Self {
        emoji.0.into()
    }
}

impl fmt::Display for Emoji {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One kind of reaction to a message. They are in the order in which they were first added.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reaction {
    /// Which one.
    pub emoji: Emoji,
    /// How many reacted so; never 0.
    pub count: u32,
    /// Whether the reader did: only in answers to one reader (`history`, `resume`); in what all
    /// readers of a room are sent it is left out, and clients keep what they know.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub mine: bool,
}
