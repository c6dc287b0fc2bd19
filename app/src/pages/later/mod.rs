//! What people put off: messages that are posted later, and reminders. Each page opens in a sheet over the room too.

pub mod reminders;
pub mod schedule;
pub mod scheduled;
pub mod time;
