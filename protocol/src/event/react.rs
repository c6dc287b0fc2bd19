//! `react`: add a reaction to a message, or take it back.

use serde::{Deserialize, Serialize};

use super::{Event, Request};
use crate::{Emoji, MessageId, Rev};

/// Asks for it. What is so already changes nothing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ReactRequest {
    /// To which message.
    pub message: MessageId,
    /// With what.
    pub emoji: Emoji,
    /// Whether the member reacts so from now on.
    pub on: bool,
}

impl Event for ReactRequest {
    const NAME: &'static str = "react";
}

impl Request for ReactRequest {
    type Reply = ReactReply;
}

/// The ack of [`ReactRequest`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ReactReply {
    /// The message's revision.
    pub rev: Rev,
}
