//! `resume`: the messages that were missed, after a reconnect or a gap.

use serde::{Deserialize, Serialize};

use super::{Event, Request};
use crate::{Message, RoomHead, RoomId, Seq};

/// Names the last message that the client has of each room, and asks for the messages after it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ResumeRequest {
    /// At most [`MAX_RESUME_ROOMS`](crate::limits::MAX_RESUME_ROOMS), each room once.
    pub rooms: Vec<RoomHead>,
}

/// The answer to [`ResumeRequest`]: one entry for each requested room that the member may (still)
/// see.
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
    /// `seq` of its last message.
    pub head: Seq,
    /// The messages after the client's last one.
    pub missed: Missed,
    /// Whether there are more messages that did not fit into the answer: ask again, from the last
    /// of these.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub more: bool,
}

/// What a client missed. In JSON `{"messages": […]}` or `"reset"`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missed {
    /// In ascending order without gaps; empty if nothing was missed. As many as fit into an answer
    /// of [`MAX_ANSWER_BYTES`](crate::limits::MAX_ANSWER_BYTES).
    Messages(Vec<Message>),
    /// More than [`MAX_RESUME`](crate::limits::MAX_RESUME) were missed, or the client is ahead of
    /// the server: discard the stored messages of this room and load its latest page.
    Reset,
}

impl Event for ResumeRequest {
    const NAME: &'static str = "resume";
}

impl Request for ResumeRequest {
    type Reply = ResumeReply;
}
