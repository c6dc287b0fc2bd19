//! What the reader may do in the room on show, as the room and their roles are. Pure.

use protocol::{Posting, Role, Room, RoomKind, RoomState};

use crate::page_data::MayPost;

/// What the reader may do on the page of a room.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RoomAccess {
    /// Read it, and perhaps post.
    Visible(MayPost),
    /// Nothing: the page leads elsewhere.
    Lost,
}

/// In a room of one's own.
pub fn of_member(room: &Room, role: Role, is_room_admin: bool) -> RoomAccess {
    RoomAccess::Visible(match (room.state, room.posting) {
        (RoomState::Archived, _) => MayPost::Archived,
        (RoomState::Active, Posting::All) => MayPost::Yes,
        (RoomState::Active, Posting::Admins) if role.is_admin() || is_room_admin => MayPost::Yes,
        (RoomState::Active, Posting::Admins) => MayPost::AdminsOnly,
    })
}

/// In a room that one reads without being in it.
pub fn of_watcher(room: &Room) -> RoomAccess {
    RoomAccess::Visible(match room.state {
        RoomState::Archived => MayPost::Archived,
        RoomState::Active => MayPost::NotIn,
    })
}

/// In a room that one was removed from or has left: most can still read a public one.
pub fn after_removal(room: &Room, role: Role) -> RoomAccess {
    if room.kind == RoomKind::Public && role.is_full_member() {
        RoomAccess::Visible(MayPost::NotIn)
    } else {
        RoomAccess::Lost
    }
}
