use protocol::{Message, Room, Timestamp};

use crate::pages::parts::Frame;

/// Some of what one has saved, the last saved first.
#[derive(Clone, PartialEq, Debug)]
pub struct SavedPage {
    pub frame: Frame,
    pub messages: Vec<SavedMessage>,
    /// How many come before.
    pub after: u32,
    /// Value of `after` that leads to earlier ones.
    pub next: Option<u32>,
}

impl SavedPage {
    pub const PATH: &str = "/saved";
}

#[derive(Clone, PartialEq, Debug)]
pub struct SavedMessage {
    pub message: Message,
    /// Where it was posted.
    pub room: Room,
    /// When it was saved.
    pub at: Timestamp,
}
