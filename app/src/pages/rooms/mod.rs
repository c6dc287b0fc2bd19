//! Rooms: the lists of them, new ones, and the settings of one. The room itself is in
//! [`room`](crate::room), as the browser draws it too.

pub mod completion;
pub mod copy;
pub mod directory;
pub mod new_direct;
pub mod new_poll;
pub mod new_room;
pub mod own_rooms;
pub mod pins;
pub mod room;
pub mod settings;
