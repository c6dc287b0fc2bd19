//! `watch`: subscribing to a public room without being in it.

use serde::{Deserialize, Serialize};

use super::{Event, Request};
use crate::{Rev, Room, RoomId, Seq};

/// Subscribes to a room: one at a time, until the client watches another or the connection ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct WatchRequest {
    /// The room. Events of rooms that the member is in are sent anyway.
    pub room: RoomId,
}

/// The answer to [`WatchRequest`]: the room's messages and changes are sent from now on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct WatchReply {
    /// The room.
    pub room: Room,
    /// `seq` of its last message.
    pub head: Seq,
    /// Its revision.
    pub rev: Rev,
}

impl Event for WatchRequest {
    const NAME: &'static str = "watch";
}

impl Request for WatchRequest {
    type Reply = WatchReply;
}
