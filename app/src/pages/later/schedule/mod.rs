//! A message for later: `/r/{slug}/schedule`. The message box sends its text here.

mod data;
pub mod form;
mod view;

pub use data::ScheduleMessagePage;
