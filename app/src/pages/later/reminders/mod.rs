//! The messages that one is reminded of: `/reminders`.

mod data;
pub mod form;
mod view;

pub use data::{ReminderRow, RemindersPage, ShownMessage};
