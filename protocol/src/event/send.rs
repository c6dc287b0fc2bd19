//! `send`: post a message.

use serde::{Deserialize, Serialize};

use super::{Event, Request};
use crate::{
    ClientMessageId, InThread, MentionTarget, MessageBody, MessageId, NotTold, Quote, Rev, RoomId,
    Seq, Timestamp,
};

/// Posts a message. Safe to repeat: the same `client_id`, room and text are posted once and get the same
/// answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SendRequest {
    /// The room to post in.
    pub room: RoomId,
    /// Created by the client before the first try.
    pub client_id: ClientMessageId,
    /// The text.
    pub body: MessageBody,
    /// The message of the room that it replies to, if it is a reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// The root of the thread that it is posted in, if it is in one. A message in a thread stands for
    /// its root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<MessageId>,
    /// Whether what is posted in a thread is in the room's log too.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub in_room: bool,
    /// Whether the author has confirmed that everyone in a large room is to be notified: see
    /// [`ConfirmationRequired`](crate::ErrorCode::ConfirmationRequired).
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub confirmed: bool,
}

/// The answer to [`SendRequest`]: the message is on disk.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Sent {
    /// The id of the stored message.
    pub id: MessageId,
    /// Its position in the room.
    pub seq: Seq,
    /// The room's revision at its last change.
    pub rev: Rev,
    /// When it was stored.
    pub sent_at: Timestamp,
    /// Its text as HTML, if it has markup: see [`Message::html`](crate::Message::html).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// What it replies to: see [`Message::reply`](crate::Message::reply).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<Box<Quote>>,
    /// The thread that it is in, as in the event of the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<InThread>,
    /// Whom it notifies: see [`Message::mentions`](crate::Message::mentions).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<MentionTarget>,
    /// Mentions in it that notify nobody, as in the last try.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_told: Vec<NotTold>,
    /// Whether an earlier try has stored it: it may have been changed since.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub repeated: bool,
}

impl Event for SendRequest {
    const NAME: &'static str = "send";
}

impl Request for SendRequest {
    type Reply = Sent;
}
