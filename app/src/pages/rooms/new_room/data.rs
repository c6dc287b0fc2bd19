//! A new room: `/rooms/new`.

use protocol::{Posting, RoomId, RoomKind};

use crate::pages::{form::FormErrors, parts::Frame};

/// POST `/rooms`: `id` `name` `topic` `kind` `posting`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewRoomPage {
    /// Around it. Only admins are offered an open room.
    pub frame: Frame,
    /// The room's id for good: the same form sent twice makes one room.
    pub id: RoomId,
    pub name: String,
    pub topic: String,
    pub kind: RoomKind,
    /// Who may post.
    pub posting: Posting,
    /// Why it was refused.
    pub errors: FormErrors,
}

impl NewRoomPage {
    pub const PATH: &str = "/rooms/new";
}
