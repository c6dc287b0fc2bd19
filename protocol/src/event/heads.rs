//! `heads`: the `seq` of the last message of each room, so that a client notices a lost last
//! message.

use serde::{Deserialize, Serialize};

use super::{Event, Request};
use crate::{RoomHead, RoomId};

/// Asks for the heads of one's own rooms.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct HeadsRequest {
    /// Of which rooms, at most [`MAX_RESUME_ROOMS`](crate::limits::MAX_RESUME_ROOMS); of all if
    /// left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rooms: Option<Vec<RoomId>>,
}

/// The answer to [`HeadsRequest`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HeadsReply {
    /// One for each of the rooms that the member is in.
    pub heads: Vec<RoomHead>,
    /// Whether the member is in more than [`MAX_HEADS`](crate::limits::MAX_HEADS) rooms: request
    /// the others by naming them.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub more: bool,
}

impl Event for HeadsRequest {
    const NAME: &'static str = "heads";
}

impl Request for HeadsRequest {
    type Reply = HeadsReply;
}
