//! One message, and what can be done with it: `/m/{id}` and the pages below it. Each is a page of
//! its own, and opens in a sheet over the room where scripts run (`public/sheet.js`), which shows
//! what stands in its `<main>`.

pub mod delete;
pub mod edit;
pub mod forward;
mod frame;
pub mod message;
pub mod remind;
pub mod saved;

/// Whether to follow a thread: `no` ends it.
pub const FOLLOW: crate::pages::form::Field = crate::pages::form::Field::text("follow");

pub use frame::{
    MessageFrame, NEXT, RESTORE, in_room, in_room_at, quoted, quoted_with, sheet_page,
};
