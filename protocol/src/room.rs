//! Rooms.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    Member, Timestamp,
    ids::{Rev, RoomId, Seq},
    limits::{MAX_ROOM_NAME_CHARS, MAX_SLUG_BYTES},
    member::{InvalidName, visible_line},
    visible,
};

/// A room, as people who may see it get it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Room {
    /// Does not change when the room is renamed.
    pub id: RoomId,
    /// The room's name in URLs: `/r/design`. It changes with the name; earlier ones redirect.
    pub slug: Slug,
    /// The display name. A direct or group room is shown by the names of the people in it.
    pub name: RoomName,
    /// One line about what the room is about now; empty if not set.
    pub topic: String,
    /// Who may see it and be in it.
    pub kind: RoomKind,
    /// Who may post.
    pub posting: Posting,
    /// Whether it is active or archived.
    pub state: RoomState,
    /// The people of a direct or group room; left out for others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Member>,
    /// How many of its messages are pinned; left out if none is.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub pins: u32,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Who may see a room and be in it. In JSON `"open"`, `"private"`, and so on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomKind {
    /// Everyone in the workspace is in it; guests only if they were added.
    Open,
    /// Every member of the workspace may read and join it.
    Public,
    /// Only people who were added may be in it. Nobody else can see that it exists.
    Private,
    /// Two people, or one person alone.
    Direct,
    /// Up to [`MAX_GROUP`](crate::limits::MAX_GROUP) people.
    Group,
}

impl RoomKind {
    /// All values.
    pub const ALL: [Self; 5] = [
        Self::Open,
        Self::Public,
        Self::Private,
        Self::Direct,
        Self::Group,
    ];

    /// The kind as written in JSON and forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Public => "public",
            Self::Private => "private",
            Self::Direct => "direct",
            Self::Group => "group",
        }
    }

    /// Reads what [`RoomKind::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether it is a direct or group room, which has no name of its own.
    pub const fn is_direct(self) -> bool {
        matches!(self, Self::Direct | Self::Group)
    }
}

/// Who may post in a room.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Posting {
    /// Everyone who is in it.
    All,
    /// Only room admins, and admins and owners of the workspace: a room of announcements.
    Admins,
}

impl Posting {
    /// The value as written in JSON and forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Admins => "admins",
        }
    }

    /// Reads what [`Posting::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::All, Self::Admins]
            .into_iter()
            .find(|posting| posting.as_str() == text)
    }
}

/// Whether a room is active or archived.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomState {
    /// Messages can be posted.
    Active,
    /// It can be read, but nothing can be posted.
    Archived,
}

/// One person's preference for a room; nobody else sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RoomPreference {
    /// The room.
    pub room: RoomId,
    /// Whether it is a favourite.
    #[serde(default)]
    pub favourite: bool,
    /// Whether it is muted: shown faintly, and last.
    #[serde(default)]
    pub muted: bool,
    /// Which messages to notify about.
    #[serde(default)]
    pub level: Level,
}

/// Which messages of a room a person is notified about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Every message.
    #[default]
    Everything,
    /// Messages that mention them.
    Mentions,
    /// No messages.
    Nothing,
}

impl Level {
    /// All values.
    pub const ALL: [Self; 3] = [Self::Everything, Self::Mentions, Self::Nothing];

    /// The level as written in JSON and forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Everything => "everything",
            Self::Mentions => "mentions",
            Self::Nothing => "nothing",
        }
    }

    /// Reads what [`Level::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == text)
    }
}

/// The head of a room: where it stands, which a client compares with what it has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RoomHead {
    /// The room.
    pub room: RoomId,
    /// The `seq` of its last message, 0 if there is none.
    pub seq: Seq,
    /// Its revision, 0 before the first message.
    pub rev: Rev,
}

impl RoomHead {
    /// That of a room in which nothing was said.
    pub const fn empty(room: RoomId) -> Self {
        Self {
            room,
            seq: Seq::ZERO,
            rev: Rev::ZERO,
        }
    }
}

/// When a direct room was last used: something was posted in it, or it was opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RoomUse {
    /// The room.
    pub room: RoomId,
    /// The time of the last use.
    pub at: Timestamp,
}

/// The display name of a room: 1 to 64 visible characters on one line, with single spaces.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RoomName(Box<str>);

impl RoomName {
    /// Trims, replaces each run of white space by one space, removes a leading `#`, and checks.
    ///
    /// # Errors
    /// [`InvalidName`], which says what to do.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        let line = visible::line(text);
        let name = line.strip_prefix('#').unwrap_or(&line);
        visible_line(name, MAX_ROOM_NAME_CHARS).map(|name| Self(name.into()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for RoomName {
    type Error = InvalidName;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<RoomName> for String {
    fn from(name: RoomName) -> Self {
        name.0.into()
    }
}

impl fmt::Display for RoomName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A room's name in URLs: 1 to 64 of `a-z 0-9 -`, beginning and ending with a letter or digit.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(Box<str>);

/// The text is not a [`Slug`].
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

    /// The slug that the lobby has at first.
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

    #[test]
    fn a_room_is_called_without_its_mark() {
        let name = RoomName::parse(" #Design  talk ").expect("valid");
        assert_eq!(name.as_str(), "Design talk");
        let pasted = RoomName::parse("\u{200B}#\u{2068}Design\u{2069}").expect("valid");
        assert_eq!(pasted.as_str(), "Design");
        for unseen in [" # ", "#\u{3164}\u{2800}", "\u{E0041}"] {
            assert_eq!(
                RoomName::parse(unseen),
                Err(InvalidName::Empty),
                "{unseen:?}"
            );
        }
    }
}
