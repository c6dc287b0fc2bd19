//! A message by itself: `/m/{id}`, its permalink.

mod data;
pub mod form;
mod poll;
mod reactions;
mod view;

pub use data::{MessagePage, MessagePowers, ShownReaction, Version};
pub use poll::PollDetails;
