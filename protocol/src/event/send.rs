//! `send`: post a message.

use serde::{Deserialize, Serialize};

use super::{Event, Request};
use crate::{ClientMessageId, MessageBody, MessageId, RoomId, Seq, Timestamp};

/// Posts a message. Safe to repeat: the same `client_id` is posted once and answers alike.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SendRequest {
    /// Where to post.
    pub room: RoomId,
    /// Made by the client before the first try.
    pub client_id: ClientMessageId,
    /// The text.
    pub body: MessageBody,
}

/// The message is on disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Sent {
    /// The stored message.
    pub id: MessageId,
    /// Its place in the room.
    pub seq: Seq,
    /// When it was stored.
    pub sent_at: Timestamp,
}

impl Event for SendRequest {
    const NAME: &'static str = "send";
}

impl Request for SendRequest {
    type Reply = Sent;
}
