//! `restore`: undo that one has deleted a message of one's own.

use serde::{Deserialize, Serialize};

use super::{Event, Request};
use crate::{Message, MessageId};

/// Asks for it. Only the author may who has deleted it, until [`Message::undo_until`]. All that it was is
/// there again; what was not deleted stays as it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RestoreRequest {
    /// Which message.
    pub message: MessageId,
}

impl Event for RestoreRequest {
    const NAME: &'static str = "restore";
}

impl Request for RestoreRequest {
    /// The message as it is on disk now.
    type Reply = Message;
}
