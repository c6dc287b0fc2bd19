//! `reminder`: the time of a reminder has come; `reminders_changed`: others are due than before.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::{Quote, RoomId, Timestamp};

/// A message that the member wanted to be reminded of. Sent to the member's own connections.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ReminderDue {
    /// Where the message is.
    pub room: RoomId,
    /// The message.
    pub quote: Quote,
    /// When the member wanted to be reminded.
    pub at: Timestamp,
    /// How many of their reminders are due now.
    pub due: u32,
}

impl Event for ReminderDue {
    const NAME: &'static str = "reminder";
}

/// Reminders were dealt with, on any of the member's devices. Sent to the member's own connections.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RemindersChanged {
    /// How many are due now.
    pub due: u32,
}

impl Event for RemindersChanged {
    const NAME: &'static str = "reminders_changed";
}
