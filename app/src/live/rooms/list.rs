//! What each event makes of the list of the reader's own rooms. Pure.

use protocol::{Member, MemberId, Room, RoomId, RoomPreference, RoomUse};

use crate::text::sort_key::sort_key;

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

/// A room of a portion, which says nothing about order: a new one comes last.
pub fn put_last(rooms: &mut Vec<Room>, room: Room) {
    match rooms.iter_mut().find(|known| known.id == room.id) {
        Some(known) => *known = room,
        None => rooms.push(room),
    }
}

/// A room that the reader is not in any more; nothing if it was not listed.
pub fn remove(rooms: &mut Vec<Room>, id: RoomId) -> Option<Room> {
    let at = rooms.iter().position(|room| room.id == id)?;
    Some(rooms.remove(at))
}

/// Direct rooms, behind the others, by when they were used last; one of which that is not known came
/// later than all.
pub fn sort_by_use(rooms: &mut Vec<Room>, used: &[RoomUse]) {
    // Into a list of their own, each at its place: a sort would be 2 kB of what browsers download.
    let mut direct: Vec<(i64, Room)> = Vec::new();
    for at in (0..rooms.len()).rev() {
        if rooms.get(at).is_some_and(|room| room.kind.is_direct()) {
            let room = rooms.remove(at);
            let known = used.iter().find(|one| one.room == room.id);
            let used_at = known.map_or(i64::MAX, |one| one.at.millis());
            let place = direct.partition_point(|(other, _)| *other > used_at);
            direct.insert(place, (used_at, room));
        }
    }
    rooms.extend(direct.into_iter().map(|(_, room)| room));
}

/// When a room was used last, unless something later is known.
pub fn record_use(used: &mut Vec<RoomUse>, now: RoomUse) {
    match used.iter_mut().find(|one| one.room == now.room) {
        Some(known) => known.at = known.at.max(now.at),
        None => used.push(now),
    }
}

/// A message was posted in a room: direct ones are ordered by that. False if nothing has changed.
pub fn message_received(rooms: &mut Vec<Room>, id: RoomId) -> bool {
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

/// A person has another name, say: direct rooms are called after the people in them. False if
/// nothing has changed.
pub fn person_changed(rooms: &mut [Room], person: &Member) -> bool {
    let mut has_changed = false;
    for room in rooms {
        let mut people = room.people.iter();
        if let Some(at) = people.position(|one| one.id == person.id && one != person) {
            room.people.remove(at);
            put_person(&mut room.people, person.clone());
            has_changed = true;
        }
    }
    has_changed
}

/// Somebody joined a room; only direct rooms list their people. False if nothing has changed.
pub fn person_joined(rooms: &mut [Room], id: RoomId, person: Member) -> bool {
    let mut direct = rooms.iter_mut().filter(|room| room.kind.is_direct());
    match direct.find(|room| room.id == id) {
        Some(room) if room.people.iter().all(|one| one.id != person.id) => {
            put_person(&mut room.people, person);
            true
        }
        Some(_) | None => false,
    }
}

/// Somebody left a room. False if nothing has changed.
pub fn person_left(rooms: &mut [Room], id: RoomId, person: MemberId) -> bool {
    let Some(room) = rooms.iter_mut().find(|room| room.id == id) else {
        return false;
    };
    let before = room.people.len();
    room.people.retain(|one| one.id != person);
    room.people.len() < before
}

/// By name, as the server lists them.
fn put_person(people: &mut Vec<Member>, person: Member) {
    let key = |one: &Member| sort_key(one.name.as_str());
    let name = key(&person);
    let at = people.iter().position(|one| key(one) > name);
    people.insert(at.unwrap_or(people.len()), person);
}

fn first_direct(rooms: &[Room]) -> usize {
    let first = rooms.iter().position(|room| room.kind.is_direct());
    first.unwrap_or(rooms.len())
}

/// A preference that was set.
pub fn set_preference(preferences: &mut Vec<RoomPreference>, new: RoomPreference) {
    preferences.retain(|one| one.room != new.room);
    preferences.push(new);
}
