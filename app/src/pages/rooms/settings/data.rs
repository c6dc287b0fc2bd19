//! A room's settings: `/r/{slug}/settings`.

use crate::pages::form::address;
use protocol::{Room, RoomKind, RoomPreference, RoomRole};

use crate::pages::{
    form::SentForm,
    parts::{Frame, Person},
};

/// One page of several forms. Each is absent where one may not use it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoomSettingsPage {
    pub frame: Frame,
    pub room: Room,
    /// What it is for.
    pub description: String,
    /// Whether the reader is in it.
    pub is_in: bool,
    /// How many are in it.
    pub people_count: u32,
    /// What was searched for among them.
    pub query: String,
    /// After how many of those who were found this page begins.
    pub after: u32,
    /// Those who were found, as many as fit on a page.
    pub people: Vec<RoomPerson>,
    /// Value of `after` that leads to the next people.
    pub next: Option<String>,
    /// People who could be added: offered while a handle is typed.
    pub candidates: Vec<Person>,
    /// What the reader set for the room.
    pub preference: RoomPreference,
    /// What the reader may do.
    pub powers: RoomPowers,
    /// The form that was sent.
    pub sent: Option<SentForm<RoomSection>>,
}

impl RoomSettingsPage {
    pub const ROUTE: &str = "/r/{slug}/settings";

    /// The page's address.
    pub fn path(&self) -> String {
        address(Self::ROUTE, self.room.slug.as_str())
    }
}

/// Somebody who is in a room.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoomPerson {
    pub person: Person,
    /// What they are to it.
    pub role: RoomRole,
    /// Whether the reader may remove them.
    pub may_remove: bool,
    /// Whether the reader may change what they are.
    pub may_change_role: bool,
}

/// What the reader may do with a room.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RoomPowers {
    /// Set something for themselves.
    pub prefer: bool,
    pub edit: bool,
    pub posting: bool,
    /// The kinds that it can be made.
    pub kinds: Vec<RoomKind>,
    pub add: bool,
    pub leave: bool,
    pub archive: bool,
    pub delete: bool,
}

/// A form of a room's settings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RoomSection {
    /// What one sets for oneself.
    ForYou,
    /// Name, topic, description.
    About,
    /// Who may post.
    Posting,
    /// Who may see it.
    Kind,
    /// Who is in it.
    People,
    Leave,
    /// Archiving and its way back.
    Archive,
    Delete,
}
