//! Rooms: all of them, a new one, and the settings of one.

mod about;
pub mod copy;
mod directory;
mod leave_archive_delete;
mod new_direct;
mod new_room;
mod own_rooms;
mod people;
mod settings;

pub use directory::directory;
pub use new_direct::new_direct;
pub use new_room::new_room;
pub use own_rooms::own_rooms;
pub use settings::{part, room_settings};
