//! What each piece of news makes of the list of one's own rooms. Pure.

use std::cmp::Reverse;

use protocol::{Posting, Role, Room, RoomId, RoomKind, RoomPreference, RoomState, RoomUse};

use crate::page_data::MayPost;

/// A room that is new, or has changed. A new direct one comes first among the direct ones.
pub fn put(rooms: &mut Vec<Room>, room: Room) {
    match rooms.iter_mut().find(|known| known.id == room.id) {
        Some(known) => *known = room,
        None => {
            let at = first_direct(rooms);
            rooms.insert(at, room);
        }
    }
}

/// A room among others of which the order is not told: a new one comes last.
pub fn put_last(rooms: &mut Vec<Room>, room: Room) {
    match rooms.iter_mut().find(|known| known.id == room.id) {
        Some(known) => *known = room,
        None => rooms.push(room),
    }
}

/// A room that is one's own no more; nothing if it was not.
pub fn take(rooms: &mut Vec<Room>, id: RoomId) -> Option<Room> {
    let at = rooms.iter().position(|room| room.id == id)?;
    Some(rooms.remove(at))
}

/// Direct rooms, behind the others, by when they were used last; one of which that is not known came
/// later than all.
pub fn by_use(rooms: &mut [Room], used: &[RoomUse]) {
    rooms.sort_by_cached_key(|room| {
        let is_direct = room.kind.is_direct();
        let known = used.iter().find(|one| is_direct && one.room == room.id);
        (
            is_direct,
            Reverse(known.map_or(i64::MAX, |one| one.at.millis())),
        )
    });
}

/// When a room was used last, unless something later is known.
pub fn was_used(used: &mut Vec<RoomUse>, now: RoomUse) {
    match used.iter_mut().find(|one| one.room == now.room) {
        Some(known) => known.at = known.at.max(now.at),
        None => used.push(now),
    }
}

/// Something was said in a room: direct ones are ordered by that. False if nothing has changed.
pub fn spoken_in(rooms: &mut Vec<Room>, id: RoomId) -> bool {
    let first = first_direct(rooms);
    match rooms.iter().position(|room| room.id == id) {
        Some(at) if at > first => {
            let room = rooms.remove(at);
            rooms.insert(first, room);
            true
        }
        Some(_) | None => false,
    }
}

fn first_direct(rooms: &[Room]) -> usize {
    let first = rooms.iter().position(|room| room.kind.is_direct());
    first.unwrap_or(rooms.len())
}

/// A preference that was set.
pub fn prefer(preferences: &mut Vec<RoomPreference>, new: RoomPreference) {
    preferences.retain(|one| one.room != new.room);
    preferences.push(new);
}

/// What the page of a room has to do when the room has changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Follow {
    /// Show whether one may post.
    Show(MayPost),
    /// Ask the server, which knows more than was told.
    Reload,
    /// Go elsewhere: there is nothing here any more.
    Leave,
}

/// The room on show is as it is told.
pub fn changed(room: &Room, role: Role) -> Follow {
    match (room.state, room.posting) {
        (RoomState::Archived, _) => Follow::Show(MayPost::Archived),
        (RoomState::Active, Posting::All) => Follow::Show(MayPost::Yes),
        (RoomState::Active, Posting::Admins) if matches!(role, Role::Owner | Role::Admin) => {
            Follow::Show(MayPost::Yes)
        }
        // Whether one is an admin of the room is not told.
        (RoomState::Active, Posting::Admins) => Follow::Reload,
    }
}

/// The room on show is one's own no more. A public one can still be looked at, by most.
pub fn gone(room: &Room, role: Role) -> Follow {
    match (room.kind, role) {
        (RoomKind::Public, Role::Owner | Role::Admin | Role::Member) => {
            Follow::Show(MayPost::NotIn)
        }
        _ => Follow::Leave,
    }
}
