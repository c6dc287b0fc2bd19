//! The pinned messages of a room: `/r/{slug}/pins`.

mod data;
mod view;

pub use data::{PinnedMessage, PinsPage};
