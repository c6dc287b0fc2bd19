//! `room_added`: a room that the client is in from now on.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::{Room, Seq};

/// The member joined the room, was put into it, or it was made for all. From now on its messages
/// come; those before are found by `history`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RoomAdded {
    /// The room.
    pub room: Room,
    /// Place of its last message.
    pub head: Seq,
}

impl Event for RoomAdded {
    const NAME: &'static str = "room_added";
}
