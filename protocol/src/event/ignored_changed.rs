//! `ignored_changed`: whose messages the member has folded, changed on any of their devices.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::MemberId;

/// All of them, as it is from now on. Told to the member's own connections.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct IgnoredChanged {
    /// Who.
    pub ignored: Vec<MemberId>,
}

impl Event for IgnoredChanged {
    const NAME: &'static str = "ignored_changed";
}
