//! `message`: somebody posted.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::Message;

/// A message that has just been committed, to every connection that may see its room, the author's
/// own included.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessagePosted(pub Message);

impl Event for MessagePosted {
    const NAME: &'static str = "message";
}
