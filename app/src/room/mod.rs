//! A room: its log, and the composer below.

mod composer;
mod dom;
mod foot;
mod message;
mod message_list;
mod not_told;
mod page;
mod thread_panel;

#[cfg(feature = "ssr")]
pub(crate) use message::poll::PollForm;
pub use page::{RoomPage, RoomPageProps};
