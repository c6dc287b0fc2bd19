//! `remind`: be reminded of a message; `reminders`: one's own reminders.

use serde::{Deserialize, Serialize};

use super::{Event, Request};
use crate::{MessageId, Quote, RoomId, Timestamp};

/// Asks to be reminded of a message, once.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RemindRequest {
    /// Of which message.
    pub message: MessageId,
    /// When: within [`MAX_AHEAD`](crate::limits::MAX_AHEAD). None removes the reminder, or says that
    /// a due one was dealt with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

impl Event for RemindRequest {
    const NAME: &'static str = "remind";
}

impl Request for RemindRequest {
    type Reply = RemindReply;
}

/// The ack of [`RemindRequest`]: it is on disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RemindReply {
    /// When the member is reminded now; none if not at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

/// Asks for one's own reminders.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct RemindersRequest {}

impl Event for RemindersRequest {
    const NAME: &'static str = "reminders";
}

impl Request for RemindersRequest {
    type Reply = ReminderList;
}

/// The ack of [`RemindersRequest`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ReminderList {
    /// Those that are due, and then the others by their times.
    pub reminders: Vec<OwnReminder>,
}

/// A reminder.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OwnReminder {
    /// Of which message.
    pub message: MessageId,
    /// When.
    pub at: Timestamp,
    /// Whether its time has come.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub is_due: bool,
    /// Where the message is, and what it says; none if the member cannot see it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<RemindedOf>,
}

/// The message of a reminder.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RemindedOf {
    /// Where it is.
    pub room: RoomId,
    /// What it says.
    pub quote: Quote,
}
