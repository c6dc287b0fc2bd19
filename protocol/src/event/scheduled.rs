//! `scheduled`: one's own scheduled messages.

use serde::{Deserialize, Serialize};

use super::{Event, Request};
use crate::{ScheduledId, ScheduledMessage};

/// Asks for them, in the order in which they were scheduled.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ScheduledRequest {
    /// Only those that were scheduled after this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<ScheduledId>,
}

/// The ack of [`ScheduledRequest`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ScheduledList {
    /// As many as fit into an answer.
    pub messages: Vec<ScheduledMessage>,
    /// Whether there are more after them.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub more: bool,
}

impl Event for ScheduledRequest {
    const NAME: &'static str = "scheduled";
}

impl Request for ScheduledRequest {
    type Reply = ScheduledList;
}
