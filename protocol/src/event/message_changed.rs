//! `message_changed`: a message was edited, deleted or restored.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::Message;

/// The message as it is from now on, to every connection that may see its room. Its `rev` is the
/// room's: a client that has the one before takes it in, one that lacks some asks with `resume`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageChanged(pub Message);

impl Event for MessageChanged {
    const NAME: &'static str = "message_changed";
}
