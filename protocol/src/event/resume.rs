//! `resume`: after a reconnect, what was missed.

use serde::{Deserialize, Serialize};

use super::{Event, Request};
use crate::{Message, RoomHead, RoomId, Seq};

/// Tells the last message that the client has of each room, and asks for what came after.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ResumeRequest {
    /// At most [`MAX_RESUME_ROOMS`](crate::limits::MAX_RESUME_ROOMS), each room once.
    pub rooms: Vec<RoomHead>,
}

/// One entry for each room asked about that the member may (still) see.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ResumeReply {
    /// In the order of the request.
    pub rooms: Vec<ResumedRoom>,
}

/// What was missed in one room.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ResumedRoom {
    /// The room.
    pub room: RoomId,
    /// Place of its last message.
    pub head: Seq,
    /// What came after the client's last message.
    pub missed: Missed,
    /// Whether there are messages after these, for which the answer had no room: ask again, from
    /// the last of these.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub more: bool,
}

/// In JSON `{"messages": […]}` or `"reset"`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missed {
    /// In ascending order without gaps; empty when nothing was missed. As many as fit into an answer
    /// of [`MAX_ANSWER_BYTES`](crate::limits::MAX_ANSWER_BYTES).
    Messages(Vec<Message>),
    /// More than [`MAX_RESUME`](crate::limits::MAX_RESUME), or the client is ahead of the server:
    /// forget what you have of this room and load its latest page.
    Reset,
}

impl Event for ResumeRequest {
    const NAME: &'static str = "resume";
}

impl Request for ResumeRequest {
    type Reply = ResumeReply;
}
