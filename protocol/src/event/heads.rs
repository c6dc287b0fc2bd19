//! `heads`: the last message of each room, to notice a lost last message.

use serde::{Deserialize, Serialize};

use super::{Event, Request};
use crate::RoomHead;

/// Asks for the heads of all rooms that the member may see.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct HeadsRequest {}

/// The heads.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HeadsReply {
    /// One for each room.
    pub heads: Vec<RoomHead>,
}

impl Event for HeadsRequest {
    const NAME: &'static str = "heads";
}

impl Request for HeadsRequest {
    type Reply = HeadsReply;
}
