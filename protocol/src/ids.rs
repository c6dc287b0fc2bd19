//! Identifiers. Each is its own type, so that a room's id cannot be used as a member's.

use core::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::limits::CLIENT_ID_BYTES;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

uuid_id! {
    /// The permanent id of a room: it does not change when the room is renamed. A UUID in its
    /// hyphenated form.
    RoomId
}
uuid_id! {
    /// The id of a member. A UUID in its hyphenated form.
    MemberId
}
uuid_id! {
    /// The id of a stored message, assigned by the server. A UUID in its hyphenated form.
    MessageId
}
uuid_id! {
    /// The id of a message that is scheduled and not posted yet. A UUID in its hyphenated form.
    ScheduledId
}
uuid_id! {
    /// The permanent id of a group of people. A UUID in its hyphenated form.
    GroupId
}
uuid_id! {
    /// One history of a workspace. A workspace that is restored from a backup has another one from
    /// then on: what clients hold of the old one may never have been said in it. A UUID in its
    /// hyphenated form.
    TimelineId
}

/// Makes a number that counts up in a room.
macro_rules! room_number {
    ($(#[$doc:meta])* $name:ident, $invalid:ident, $text:literal) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
        )]
        #[serde(try_from = "u64", into = "u64")]
        pub struct $name(u64);

        impl $name {
            /// Before the first: that of an empty room.
            pub const ZERO: Self = Self(0);

            /// Largest number that every JSON reader holds exactly (JavaScript's
            /// `MAX_SAFE_INTEGER`).
            pub const MAX: Self = Self((1 << 53) - 1);

            /// `None` beyond the largest one.
            pub const fn new(value: u64) -> Option<Self> {
                if value <= Self::MAX.0 {
                    Some(Self(value))
                } else {
                    None
                }
            }

            /// The number itself.
            pub const fn get(self) -> u64 {
                self.0
            }

            /// The number right after this one.
            #[must_use]
            pub const fn next(self) -> Self {
                Self(self.0.saturating_add(1))
            }
        }

        /// The number is beyond the largest one.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
        #[error($text)]
        pub struct $invalid;

        impl TryFrom<u64> for $name {
            type Error = $invalid;
            fn try_from(value: u64) -> Result<Self, Self::Error> {
                Self::new(value).ok_or($invalid)
            }
        }

        impl From<$name> for u64 {
            fn from(number: $name) -> Self {
                number.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

room_number! {
    /// A message's position in its room: 1, 2, 3, … without gaps. 0 stands before the first message.
    /// It never changes.
    Seq, InvalidSeq, "a position in a room is a number from 0 to 2^53 - 1"
}

room_number! {
    /// Revision of a room: how many changes of its messages there have been (new ones, edits,
    /// deletions), without gaps. A message has the revision of its last change.
    Rev, InvalidRev, "a room's revision is a number from 0 to 2^53 - 1"
}

/// An id that the client creates for a message before it sends it for the first time. Sending again
/// with the same id never posts twice: the first result is returned.
///
/// 8 to 64 characters out of `A-Z a-z 0-9 _ -`; a random UUID is a good choice. It has to be unique
/// among the messages of its author only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClientMessageId(Box<str>);

/// The text is not a [`ClientMessageId`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a client message id is 8 to 64 letters, digits, '-' or '_'")]
pub struct InvalidClientMessageId;

impl ClientMessageId {
    /// Checks length and alphabet.
    pub fn parse(text: &str) -> Result<Self, InvalidClientMessageId> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        if CLIENT_ID_BYTES.contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.into()))
        } else {
            Err(InvalidClientMessageId)
        }
    }

    /// The id as it was sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Uuid> for ClientMessageId {
    fn from(id: Uuid) -> Self {
        Self(id.to_string().into())
    }
}

impl TryFrom<String> for ClientMessageId {
    type Error = InvalidClientMessageId;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<ClientMessageId> for String {
    fn from(id: ClientMessageId) -> Self {
        id.0.into()
    }
}

impl fmt::Display for ClientMessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn client_ids_have_a_closed_alphabet_and_length() {
        assert!(ClientMessageId::parse("0190b1c2-aaaa_B").is_ok());
        for bad in [
            "",
            "short",
            "has space in it",
            "ümlaut-ümlaut",
            &"x".repeat(65),
        ] {
            assert_eq!(
                ClientMessageId::parse(bad),
                Err(InvalidClientMessageId),
                "{bad}"
            );
        }
    }

    #[test]
    fn seq_stays_within_what_javascript_counts_exactly() {
        assert_eq!(Seq::new((1 << 53) - 1), Some(Seq::MAX));
        assert_eq!(Seq::new(1 << 53), None);
        assert!(serde_json::from_str::<Seq>("9007199254740992").is_err());
        assert_eq!(
            serde_json::to_string(&Seq::MAX).ok(),
            Some("9007199254740991".into())
        );
    }
}
