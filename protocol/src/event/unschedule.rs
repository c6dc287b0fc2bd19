//! `unschedule`: do not post a scheduled message.

use serde::{Deserialize, Serialize};

use super::{Event, Request};
use crate::ScheduledId;

/// Cancels a scheduled message of one's own; again it changes nothing. Its text is deleted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UnscheduleRequest {
    /// Which one.
    pub id: ScheduledId,
}

impl Event for UnscheduleRequest {
    const NAME: &'static str = "unschedule";
}

impl Request for UnscheduleRequest {
    type Reply = UnscheduleReply;
}

/// The ack of [`UnscheduleRequest`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UnscheduleReply {
    /// Whether it was there; if not, it was posted or cancelled before.
    pub cancelled: bool,
}
