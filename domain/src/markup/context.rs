//! What a renderer has to be told: who is mentioned, and what they are called now.

pub use protocol::{GroupId, MentionTarget as Target};
use protocol::{MemberId, RoomId};

/// A mention as it is stored beside the source of its message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mention {
    /// As typed, with its sign: `@ada`, `#design`.
    pub text: String,
    pub target: Target,
    pub reach: Reach,
}

/// What a mention does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// It is drawn as a mention, and notifies whom it means.
    Notified,
    /// The same, in a quote: it notifies nobody anew.
    Quoted,
    /// Not everyone who reads it may know of whom or what it means: it is shown as it was typed, and
    /// notifies nobody.
    Hidden,
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
