//! `resume`: after a reconnect or a gap, what was missed.

use serde::{Deserialize, Serialize};

use super::{Event, Request};
use crate::{Message, Rev, RoomId, Seq, TimelineId};

/// Says what the client holds of each room, and asks for what changed since.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ResumeRequest {
    /// The history that the client holds, if it knows. Where the server continues another one, each
    /// room is answered with [`Missed::Reset`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeline: Option<TimelineId>,
    /// At most [`MAX_RESUME_ROOMS`](crate::limits::MAX_RESUME_ROOMS), each room once.
    pub rooms: Vec<ResumeRoom>,
}

/// What a client holds of a room.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ResumeRoom {
    /// The room.
    pub room: RoomId,
    /// `seq` of the first message that the client holds: changes of older ones are left out. All are
    /// told when it is left out.
    #[serde(default)]
    pub from: Seq,
    /// `seq` of the last message that it holds, 0 when it holds none.
    pub seq: Seq,
    /// The revision up to which it knows all changes.
    pub rev: Rev,
}

/// One entry for each room asked about that the member may (still) see.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ResumeReply {
    /// The history that the server continues.
    pub timeline: TimelineId,
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
    /// The revision up to which the client knows all changes with this answer.
    pub rev: Rev,
    /// What changed after the client's revision.
    pub missed: Missed,
    /// Whether there are changes after these, for which the answer had no room: ask again, with this
    /// `rev`. Until then messages may be missing between those that are there.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub more: bool,
}

/// In JSON `{"messages": […]}` or `"reset"`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missed {
    /// New and changed messages as they are now, each once, in ascending order of `rev`; each takes
    /// the position of its `seq`. As many as fit into an answer of
    /// [`MAX_ANSWER_BYTES`](crate::limits::MAX_ANSWER_BYTES).
    Messages(Vec<Message>),
    /// More than [`MAX_RESUME`](crate::limits::MAX_RESUME), or the client is ahead of the server, or
    /// holds another history: forget what you have of this room and load its latest page.
    Reset,
}

impl Event for ResumeRequest {
    const NAME: &'static str = "resume";
}

impl Request for ResumeRequest {
    type Reply = ResumeReply;
}
