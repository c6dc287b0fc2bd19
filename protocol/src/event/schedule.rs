//! `schedule`: post a message later.

use serde::{Deserialize, Serialize};

use super::{Event, Request};
use crate::{ClientMessageId, MessageBody, MessageId, RoomId, ScheduledMessage, Timestamp};

/// Schedules a message. Safe to repeat, as [`SendRequest`](super::SendRequest) is: the same
/// `client_id` is one message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ScheduleRequest {
    /// The room to post in.
    pub room: RoomId,
    /// Created by the client before the first try.
    pub client_id: ClientMessageId,
    /// The text.
    pub body: MessageBody,
    /// When to post it: within [`MAX_AHEAD`](crate::limits::MAX_AHEAD).
    pub at: Timestamp,
    /// The message of the room that it replies to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// The root of the thread that it is posted in, or a message in that thread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<MessageId>,
    /// Whether what is posted in a thread is in the room's log too.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub in_room: bool,
}

impl Event for ScheduleRequest {
    const NAME: &'static str = "schedule";
}

impl Request for ScheduleRequest {
    type Reply = ScheduledMessage;
}
