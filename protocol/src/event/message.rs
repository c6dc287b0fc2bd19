//! `message`: a message was posted.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::Message;

/// A message that has just been committed, sent to every connection that is subscribed to its room,
/// including the author's own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessagePosted(pub Message);

impl Event for MessagePosted {
    const NAME: &'static str = "message";
}
