//! What a room's page shows: it travels in the page, from which the browser hydrates the same.

mod room;
mod thread;

pub use room::{ComposerForm, MayPost, RoomPageData};
pub use thread::ThreadData;
