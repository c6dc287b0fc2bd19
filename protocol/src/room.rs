//! Where it is said.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    ids::{RoomId, Seq},
    limits::MAX_SLUG_BYTES,
};

/// A room as its members see it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Room {
    /// Stays when the room is renamed.
    pub id: RoomId,
    /// The room's name in addresses and after `#`.
    pub slug: Slug,
    /// One line about what the room is for; empty when nobody said.
    pub topic: String,
}

/// A room's last message: what a client compares with what it has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RoomHead {
    /// The room.
    pub room: RoomId,
    /// Place of its last message, 0 when there is none.
    pub seq: Seq,
}

/// A room's name in addresses: 1 to 64 of `a-z 0-9 -`, beginning and ending with a letter or digit.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(Box<str>);

/// Why a text is no [`Slug`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a room's address is 1 to 64 of a-z, 0-9 and '-', with no '-' at either end")]
pub struct InvalidSlug;

impl Slug {
    /// Checks length and alphabet.
    pub fn parse(text: &str) -> Result<Self, InvalidSlug> {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let fits = (1..=MAX_SLUG_BYTES).contains(&text.len());
        if fits && text.bytes().all(allowed) && !text.starts_with('-') && !text.ends_with('-') {
            Ok(Self(text.into()))
        } else {
            Err(InvalidSlug)
        }
    }

    /// The slug of the room that everybody is in.
    pub fn lobby() -> Self {
        Self("lobby".into())
    }

    /// The slug.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Slug {
    type Error = InvalidSlug;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0.into()
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_safe_in_addresses() {
        for good in ["lobby", "a", "r2-d2"] {
            assert!(Slug::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "-a", "a-", "Lobby", "a/b", "ü", "a b"] {
            assert!(Slug::parse(bad).is_err(), "{bad}");
        }
    }
}
