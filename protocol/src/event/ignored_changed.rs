//! `ignored_changed`: the member ignores other people than before, changed on any of their devices.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::MemberId;

/// The new list of ignored people. Sent to the member's own connections.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct IgnoredChanged {
    /// All people whom the member ignores.
    pub ignored: Vec<MemberId>,
}

impl Event for IgnoredChanged {
    const NAME: &'static str = "ignored_changed";
}
