//! `scheduled_changed`: a scheduled message of the member's own was changed.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::{ScheduledId, ScheduledMessage};

/// The message as it is from now on. Sent to the member's own connections.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ScheduledChanged {
    /// Which one.
    pub id: ScheduledId,
    /// None when it was posted or cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<ScheduledMessage>,
}

impl Event for ScheduledChanged {
    const NAME: &'static str = "scheduled_changed";
}
