use domain::local_time::Zone;
use protocol::Timestamp;

use crate::pages::parts::Frame;

#[derive(Clone, Debug)]
pub struct RemindersPage {
    pub frame: Frame,
    /// Those that are due, and then the others by their times.
    pub reminders: Vec<ReminderRow>,
    /// The time zone that times are told in.
    pub zone: Zone,
    /// What was done.
    pub notice: Option<String>,
}

impl RemindersPage {
    pub const PATH: &str = "/reminders";
}

/// A reminder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReminderRow {
    /// The message's id.
    pub message: String,
    pub at: Timestamp,
    pub is_due: bool,
    /// None if one sees the message no more.
    pub seen: Option<ShownMessage>,
}

/// The message of a reminder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShownMessage {
    /// What its room is called.
    pub room: String,
    pub author: String,
    /// None if it was deleted.
    pub excerpt: Option<String>,
}
