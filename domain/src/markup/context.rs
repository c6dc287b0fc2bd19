//! What a renderer has to be told: who is mentioned, and what they are called now.

use protocol::{MemberId, RoomId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The permanent id of a group of people.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GroupId(pub Uuid);

/// Whom a mention means.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "id")]
pub enum Target {
    Member(MemberId),
    Room(RoomId),
    Group(GroupId),
    /// Who is online in the room.
    Here,
    /// Everyone in the room.
    All,
}

/// A mention as it is stored beside the source of its message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Mention {
    /// As typed, with its sign: `@ada`, `#design`.
    pub text: String,
    #[serde(flatten)]
    pub target: Target,
}

/// What somebody or something is called now, and where it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Named {
    /// Without the sign.
    pub name: String,
    /// A path of this server.
    pub href: String,
}

/// Knows what is called what. Whatever it does not know is shown as it was typed.
pub trait Names {
    fn member(&self, id: MemberId) -> Option<Named>;
    fn room(&self, id: RoomId) -> Option<Named>;
    fn group(&self, id: GroupId) -> Option<Named>;
    /// The path of a custom emoji's image.
    fn emoji(&self, name: &str) -> Option<String>;
}

/// Knows nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoNames;

impl Names for NoNames {
    fn member(&self, _: MemberId) -> Option<Named> {
        None
    }
    fn room(&self, _: RoomId) -> Option<Named> {
        None
    }
    fn group(&self, _: GroupId) -> Option<Named> {
        None
    }
    fn emoji(&self, _: &str) -> Option<String> {
        None
    }
}

/// What [`super::render`] has to know beside the source.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The mentions stored beside the source.
    pub mentions: &'a [Mention],
    pub names: &'a dyn Names,
}

impl Default for Context<'_> {
    fn default() -> Self {
        Self {
            mentions: &[],
            names: &NoNames,
        }
    }
}
