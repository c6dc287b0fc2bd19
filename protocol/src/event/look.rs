//! `look`: hearing a public room that one is not in.

use serde::{Deserialize, Serialize};

use super::{Event, Request};
use crate::{Room, RoomId, Seq};

/// Asks to hear a room while one looks at it: one at a time, until the connection ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LookRequest {
    /// Which. Rooms that one is in are heard anyhow.
    pub room: RoomId,
}

/// Its messages and changes come from now on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Looked {
    /// The room as it is.
    pub room: Room,
    /// Place of its last message.
    pub head: Seq,
}

impl Event for LookRequest {
    const NAME: &'static str = "look";
}

impl Request for LookRequest {
    type Reply = Looked;
}
