//! `delete`: delete a message.

use serde::{Deserialize, Serialize};

use super::{Event, Request};
use crate::{Message, MessageId};

/// Asks for it. The author may, and admins of the room; again it changes nothing. The message keeps
/// its `seq`, and what it said is gone, earlier versions too; its author can
/// [`restore`](super::restore) for a minute what they have deleted themselves.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DeleteRequest {
    /// Which message.
    pub message: MessageId,
}

impl Event for DeleteRequest {
    const NAME: &'static str = "delete";
}

impl Request for DeleteRequest {
    /// The message as it is on disk now.
    type Reply = Message;
}
