//! The messages that one has scheduled: `/scheduled`.

mod data;
pub mod form;
mod view;

pub use data::{EditedMessage, ScheduledPage, ScheduledRow};
