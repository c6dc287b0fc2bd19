//! `room_removed`: the member is not in a room any more, or cannot watch it any more.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::RoomId;

/// The member left the room, was removed from it, or it was deleted: discard what is stored of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RoomRemoved {
    /// The room.
    pub room: RoomId,
}

impl Event for RoomRemoved {
    const NAME: &'static str = "room_removed";
}
