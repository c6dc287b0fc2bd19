//! The events of `/chat`, one file each: the name, the payload, and the content of its ack.
//!
//! From client to server, each with an ack: [`send`], [`poll`], [`edit`], [`delete`], [`react`],
//! [`vote`], [`close_poll`], [`history`], [`resume`], [`heads`], [`watch`], [`set_name`],
//! [`schedule`], [`unschedule`], [`scheduled`], [`remind`] with `reminders`, [`draft`]. From server
//! to client, without an ack: [`welcome`], [`rooms`], [`message`](mod@message), [`message_changed`],
//! [`reacted`], [`voted`], [`lagging`], [`closing`], [`going_away`], [`member_changed`],
//! [`room_added`], [`room_changed`], [`room_removed`], [`member_joined`] with `member_left`,
//! [`preference_changed`], [`ignored_changed`], [`scheduled_changed`],
//! [`reminder`] with `reminders_changed`, `draft_changed`.

pub mod close_poll;
pub mod closing;
pub mod delete;
pub mod draft;
pub mod edit;
pub mod going_away;
pub mod heads;
pub mod history;
pub mod ignored_changed;
pub mod lagging;
pub mod member_changed;
pub mod member_joined;
pub mod message;
pub mod message_changed;
pub mod pin;
pub mod poll;
pub mod preference_changed;
pub mod react;
pub mod reacted;
pub mod remind;
pub mod reminder;
pub mod restore;
pub mod resume;
pub mod room_added;
pub mod room_changed;
pub mod room_removed;
pub mod rooms;
pub mod save;
pub mod schedule;
pub mod scheduled;
pub mod scheduled_changed;
pub mod send;
pub mod set_name;
pub mod unschedule;
pub mod vote;
pub mod voted;
pub mod watch;
pub mod welcome;

pub use close_poll::ClosePollRequest;
pub use closing::Closing;
pub use delete::DeleteRequest;
pub use draft::{Draft, DraftChanged, DraftRequest};
pub use edit::EditRequest;
pub use going_away::GoingAway;
pub use heads::{HeadsReply, HeadsRequest};
pub use history::{Cursor, HistoryPage, HistoryRequest, Part};
pub use ignored_changed::IgnoredChanged;
pub use lagging::Lagging;
pub use member_changed::MemberChanged;
pub use member_joined::{MemberJoined, MemberLeft};
pub use message::MessagePosted;
pub use message_changed::MessageChanged;
pub use pin::{PinReply, PinRequest};
pub use poll::PollRequest;
pub use preference_changed::PreferenceChanged;
pub use react::{ReactReply, ReactRequest};
pub use reacted::Reacted;
pub use remind::{
    OwnReminder, RemindReply, RemindRequest, RemindedOf, ReminderList, RemindersRequest,
};
pub use reminder::{ReminderDue, RemindersChanged};
pub use restore::RestoreRequest;
pub use resume::{Missed, ResumeReply, ResumeRequest, ResumeRoom, ResumedRoom};
pub use room_added::RoomAdded;
pub use room_changed::RoomChanged;
pub use room_removed::RoomRemoved;
pub use rooms::Rooms;
pub use save::{SaveReply, SaveRequest};
pub use schedule::ScheduleRequest;
pub use scheduled::{ScheduledList, ScheduledRequest};
pub use scheduled_changed::ScheduledChanged;
pub use send::{SendRequest, Sent};
pub use set_name::SetNameRequest;
pub use unschedule::{UnscheduleReply, UnscheduleRequest};
pub use vote::{VoteReply, VoteRequest};
pub use voted::Voted;
pub use watch::{WatchReply, WatchRequest};
pub use welcome::Welcome;

use serde::{Serialize, de::DeserializeOwned};

/// A payload with the name of the event that carries it.
pub trait Event: Serialize + DeserializeOwned {
    /// The Socket.IO event name.
    const NAME: &'static str;
}

/// A request from a client: an event whose ack is [`Ack<Self::Reply>`](crate::Ack).
pub trait Request: Event {
    /// The content of the ack if it is `ok`.
    type Reply: Serialize + DeserializeOwned;
}
