//! A new poll for a room: `/r/{slug}/poll`. Over the room it is a sheet.

mod data;
pub mod form;
mod view;

pub use data::NewPollPage;
