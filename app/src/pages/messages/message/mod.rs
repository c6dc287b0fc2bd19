//! A message by itself: `/m/{id}`, its permalink.

mod data;
mod view;

pub use data::{MessagePage, MessagePowers, Version};
