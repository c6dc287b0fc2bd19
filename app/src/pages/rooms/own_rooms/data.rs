//! The rooms that one is in: `/rooms/mine?q=&after=`.

use protocol::{Room, RoomPreference};

use crate::pages::parts::Frame;

/// A page of one's own rooms.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnRoomsPage {
    pub frame: Frame,
    /// What was searched for; empty when nothing was.
    pub query: String,
    /// The rooms of this page.
    pub rooms: Vec<OwnRoomEntry>,
    /// Value of `after` that leads to the next page.
    pub next: Option<String>,
    /// What has become of a room.
    pub notice: Option<String>,
}

impl OwnRoomsPage {
    pub const PATH: &str = "/rooms/mine";
}

/// One of one's own rooms.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnRoomEntry {
    pub room: Room,
    /// What one set for it; nothing when one set nothing.
    pub preference: Option<RoomPreference>,
}
