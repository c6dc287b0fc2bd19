//! `room_removed`: a room that the client is in no more.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::RoomId;

/// The member left the room, was taken out of it, or it was deleted: forget what you have of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RoomRemoved {
    /// The room.
    pub room: RoomId,
}

impl Event for RoomRemoved {
    const NAME: &'static str = "room_removed";
}
