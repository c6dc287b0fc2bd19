//! `save`: save a message for oneself, or no longer.

use serde::{Deserialize, Serialize};

use super::{Event, Request};
use crate::MessageId;

/// Asks for it. What is so already changes nothing. Nobody else learns of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SaveRequest {
    /// Which message.
    pub message: MessageId,
    /// Whether it is saved from now on.
    pub on: bool,
}

impl Event for SaveRequest {
    const NAME: &'static str = "save";
}

impl Request for SaveRequest {
    type Reply = SaveReply;
}

/// The ack of [`SaveRequest`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SaveReply {
    /// Whether it is saved now.
    pub saved: bool,
}
