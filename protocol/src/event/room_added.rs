//! `room_added`: the member is in a room from now on.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::{Rev, Room, Seq};

/// The member joined the room, was added to it, or it is a new open room. Its messages are sent
/// from now on; earlier ones are read by `history`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RoomAdded {
    /// The room.
    pub room: Room,
    /// `seq` of its last message.
    pub head: Seq,
    /// Its revision.
    pub rev: Rev,
}

impl Event for RoomAdded {
    const NAME: &'static str = "room_added";
}
