//! A new room: `/rooms/new`.

mod data;
pub mod form;
mod view;

pub use data::NewRoomPage;
