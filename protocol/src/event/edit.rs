//! `edit`: give a message of one's own another text.

use serde::{Deserialize, Serialize};

use super::{Event, Request};
use crate::{Message, MessageBody, MessageId};

/// Asks for it. Only the author may; the same text again changes nothing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EditRequest {
    /// Which message.
    pub message: MessageId,
    /// Its text from now on.
    pub body: MessageBody,
}

impl Event for EditRequest {
    const NAME: &'static str = "edit";
}

impl Request for EditRequest {
    /// The message as it is on disk now.
    type Reply = Message;
}
