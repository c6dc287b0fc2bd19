//! A new room: `/rooms/new`.

use crate::pages::{form::FormState, parts::Frame};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewRoomPage {
    /// Around it. Only admins are offered an open room.
    pub frame: Frame,
    pub form: FormState,
}

impl NewRoomPage {
    pub const PATH: &str = "/rooms/new";
}
