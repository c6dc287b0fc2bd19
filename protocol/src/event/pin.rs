//! `pin`: pin a message in its room, or unpin it.

use serde::{Deserialize, Serialize};

use super::{Event, Request};
use crate::{MessageId, Rev};

/// Asks for it. What is so already changes nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PinRequest {
    /// Which message.
    pub message: MessageId,
    /// Whether it is pinned from now on.
    pub on: bool,
}

impl Event for PinRequest {
    const NAME: &'static str = "pin";
}

impl Request for PinRequest {
    type Reply = PinReply;
}

/// The ack of [`PinRequest`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PinReply {
    /// The message's revision.
    pub rev: Rev,
}
