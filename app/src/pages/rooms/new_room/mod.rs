//! A new room: `/rooms/new`.

mod data;
mod view;

pub use data::NewRoomPage;
