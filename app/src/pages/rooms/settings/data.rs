//! A room's settings: `/r/{slug}/settings`.

use protocol::{Room, RoomKind, RoomPreference, RoomRole};

use crate::pages::{
    form::Outcome,
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
    /// Values of the refused form, as they were typed.
    pub typed: RoomTyped,
    /// What became of the form that was sent.
    pub outcome: Option<Outcome<RoomSection>>,
}

impl RoomSettingsPage {
    /// The page's address.
    pub fn path(&self) -> String {
        format!("/r/{}/settings", self.room.slug)
    }
}

/// Values that were typed into a form of a room's settings. `None` where the room's own stand.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RoomTyped {
    pub name: Option<String>,
    pub topic: Option<String>,
    pub description: Option<String>,
    /// The handle of somebody to be added.
    pub person: Option<String>,
    /// The name that confirms a deletion.
    pub confirm: Option<String>,
}

/// Somebody who is in a room.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoomPerson {
    pub person: Person,
    /// What they are to it.
    pub role: RoomRole,
    /// Whether the reader may remove them. POST `/r/{slug}/remove`: `person` (a member's id), and
    /// `q` and `after` to come back to the same list.
    pub may_remove: bool,
    /// Whether the reader may change what they are. POST `/r/{slug}/role`: `person` `role`,
    /// and the same.
    pub may_change_role: bool,
}

/// What the reader may do with a room.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RoomPowers {
    /// Set something for themselves. POST `/r/{slug}/preferences`: `favourite` `muted` `level`.
    pub prefer: bool,
    /// POST `/r/{slug}/edit`: `name` `topic` `description`.
    pub edit: bool,
    /// POST `/r/{slug}/posting`: `posting`.
    pub posting: bool,
    /// The kinds that it can be made. POST `/r/{slug}/kind`: `kind`.
    pub kinds: Vec<RoomKind>,
    /// POST `/r/{slug}/add`: `person` (a handle).
    pub add: bool,
    /// POST `/r/{slug}/leave`.
    pub leave: bool,
    /// POST `/r/{slug}/archive` or `/r/{slug}/unarchive`, whichever the room's state calls for.
    pub archive: bool,
    /// POST `/r/{slug}/delete`: `confirm`.
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
