//! `close_poll`: end a poll.

use serde::{Deserialize, Serialize};

use super::{Event, Request};
use crate::{Message, MessageId};

/// Asks for it. The author may, and admins of the room. It is closed from then on; again it changes
/// nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ClosePollRequest {
    /// Which poll.
    pub message: MessageId,
}

impl Event for ClosePollRequest {
    const NAME: &'static str = "close_poll";
}

impl Request for ClosePollRequest {
    /// The message as it is on disk now.
    type Reply = Message;
}
