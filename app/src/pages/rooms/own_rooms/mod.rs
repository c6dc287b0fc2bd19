//! The rooms that the reader is in, with search: `/rooms/mine`.

mod data;
mod view;

pub use data::{OwnRoomEntry, OwnRoomsPage};
