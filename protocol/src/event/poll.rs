//! `poll`: post a poll.

use serde::{Deserialize, Serialize};

use super::{Event, Request, Sent};
use crate::{ClientMessageId, MessageId, NewPoll, RoomId};

/// Posts a poll. As safe to repeat as [`SendRequest`](super::SendRequest): the same `client_id`, room
/// and poll are posted once and get the same answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PollRequest {
    /// The room to post in.
    pub room: RoomId,
    /// Created by the client before the first try.
    pub client_id: ClientMessageId,
    /// What is asked.
    pub poll: NewPoll,
    /// The message of the room that it replies to, if it is a reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// The root of the thread that it is posted in, if it is in one, or a message of that thread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<MessageId>,
    /// Whether what is posted in a thread is in the room's log too.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub in_room: bool,
}

impl Event for PollRequest {
    const NAME: &'static str = "poll";
}

impl Request for PollRequest {
    type Reply = Sent;
}
