//! News of one's own rooms: they come, go and change while the page is open.

use leptos::{prelude::*, task::spawn_local};
use protocol::{
    ErrorCode, Member, Message, Room, RoomHead, RoomId, RoomPreference, RoomUse,
    event::{MemberJoined, MemberLeft, RoomAdded, Rooms, WatchReply, WatchRequest, Welcome},
};

use super::{PAGE, chat, follow};
use crate::live::{
    Live,
    rooms::{self, Follow},
    timeline::Timeline,
};

/// The first of them, or all, as the server knows them.
pub(super) fn welcomed(live: Live, welcome: &Welcome) {
    if welcome.role != live.role() {
        // What the page offers depends on it, and the server draws that.
        reload();
        return;
    }
    let mut unnamed = Vec::new();
    live.rooms.update(|rooms| {
        let mut known = std::mem::replace(rooms, welcome.rooms.clone());
        known.retain(|one| rooms.iter().all(|room| room.id != one.id));
        unnamed = known.iter().map(|room| room.id).collect();
        rooms.append(&mut known);
    });
    PAGE.with(|page| {
        page.unnamed.replace(unnamed);
        page.used.borrow_mut().clear();
        page.administered.replace(welcome.administered.clone());
    });
    live.preferences.set(welcome.preferences.clone());
    named(live, &welcome.rooms, welcome.more);
}

/// Some of them, as the server knows them.
pub(super) fn portion(live: Live, portion: Rooms) {
    live.rooms.update(|rooms| {
        for room in &portion.rooms {
            rooms::put_last(rooms, room.clone());
        }
    });
    for preference in portion.preferences {
        preferred(live, preference);
    }
    PAGE.with(|page| {
        page.administered.borrow_mut().extend(&portion.administered);
        let mut unnamed = page.unnamed.borrow_mut();
        unnamed.retain(|id| portion.rooms.iter().all(|room| room.id != *id));
        let mut used = page.used.borrow_mut();
        for one in portion.used {
            rooms::was_used(&mut used, one);
        }
        if !portion.more {
            // Before all are named, those that were known before would stand in front.
            live.rooms.update(|rooms| rooms::by_use(rooms, &used));
        }
    });
    named(live, &portion.rooms, portion.more);
}

/// The server has named these. When it has named all, those that it has not are one's own no more.
fn named(live: Live, rooms: &[Room], more: bool) {
    let here = live.room.with_untracked(|here| here.id);
    if let Some(room) = rooms.iter().find(|room| room.id == here) {
        is_so(live, room);
    }
    if !more {
        for id in PAGE.with(|page| page.unnamed.take()) {
            removed(live, id);
        }
        watch(live);
    }
}

/// A room on show that is not one's own is heard while it is looked at.
pub(super) fn watch(live: Live) {
    let id = live.room.with_untracked(|here| here.id);
    if is_own(live, id) {
        return;
    }
    let known = live.state.with_untracked(Timeline::room_head);
    spawn_local(async move {
        match chat::ask(WatchRequest { room: id }).await {
            Ok(WatchReply { room, head, rev }) => {
                show_watched(live, room);
                // Messages may overtake the answer.
                let head = RoomHead {
                    room: id,
                    seq: head,
                    rev,
                };
                let next = live.state.try_update(|state| state.head_since(known, head));
                if let Some(next) = next {
                    follow(live, next);
                }
            }
            Err(chat::Failure::Refused(error)) if error.code == ErrorCode::NotFound => {
                act(live, Follow::Leave);
            }
            // The next comparison of heads looks again.
            Err(_) => {}
        }
    });
}

fn is_own(live: Live, id: RoomId) -> bool {
    let is_it = |room: &Room| room.id == id;
    live.rooms.with_untracked(|rooms| rooms.iter().any(is_it))
}

/// The room on show, which is one's own.
fn is_so(live: Live, room: &Room) {
    let is_room_admin = PAGE.with(|page| page.administered.borrow().contains(&room.id));
    act(live, rooms::changed(room, live.role(), is_room_admin));
}

/// The room on show, at which one only looks.
fn show_watched(live: Live, room: Room) {
    // One may have come into it meanwhile.
    if !is_own(live, room.id) {
        act(live, rooms::watched(&room));
        live.set_watched(room);
    }
}

pub(super) fn added(live: Live, added: RoomAdded) {
    let RoomAdded { room, head, rev } = added;
    let head = RoomHead {
        room: room.id,
        seq: head,
        rev,
    };
    let is_here = room.id == live.room.with_untracked(|here| here.id);
    live.rooms.update(|rooms| rooms::put(rooms, room.clone()));
    PAGE.with(|page| page.unnamed.borrow_mut().retain(|id| *id != room.id));
    if is_here {
        is_so(live, &room);
        // From now on its messages come; those between the page and now are asked for.
        if let Some(next) = live.state.try_update(|state| state.head(head)) {
            follow(live, next);
        }
    }
}

pub(super) fn changed(live: Live, room: Room) {
    let is_here = room.id == live.room.with_untracked(|here| here.id);
    if is_here && !is_own(live, room.id) {
        show_watched(live, room);
        return;
    }
    live.rooms.update(|rooms| rooms::put(rooms, room.clone()));
    if is_here {
        is_so(live, &room);
    }
}

pub(super) fn removed(live: Live, id: RoomId) {
    let here = live.room.get_untracked();
    let own = live.rooms.try_update(|rooms| rooms::take(rooms, id));
    PAGE.with(|page| page.administered.borrow_mut().retain(|kept| *kept != id));
    if here.id != id {
        return;
    }
    if own.flatten().is_none() {
        // At which one only looked: whether it can still be looked at, the server knows.
        watch(live);
        return;
    }
    live.set_watched(here.clone());
    let next = rooms::gone(&here, live.role());
    act(live, next);
    if next != Follow::Leave {
        watch(live);
    }
}

pub(super) fn preferred(live: Live, preference: RoomPreference) {
    live.preferences
        .update(|preferences| rooms::prefer(preferences, preference));
}

/// Somebody is shown in another way.
pub(super) fn person_changed(live: Live, person: &Member) {
    live.rooms
        .maybe_update(|rooms| rooms::person_changed(rooms, person));
}

/// Somebody else came into one of them.
pub(super) fn person_joined(live: Live, joined: MemberJoined) {
    let MemberJoined { room, member } = joined;
    live.rooms
        .maybe_update(|rooms| rooms::person_joined(rooms, room, member));
}

/// Somebody else left one of them.
pub(super) fn person_left(live: Live, left: MemberLeft) {
    live.rooms
        .maybe_update(|rooms| rooms::person_left(rooms, left.room, left.member));
}

/// Something was said in one of them.
pub(super) fn spoken_in(live: Live, message: &Message) {
    let (room, at) = (message.room, message.sent_at);
    PAGE.with(|page| rooms::was_used(&mut page.used.borrow_mut(), RoomUse { room, at }));
    live.rooms
        .maybe_update(|rooms| rooms::spoken_in(rooms, room));
}

fn act(live: Live, what: Follow) {
    match what {
        Follow::Show(may_post) => {
            if live.may_post.get_untracked() != may_post {
                live.may_post.set(may_post);
            }
        }
        Follow::Leave => {
            // That page is there for guests too, and says what has become of the room.
            let _ = window().location().replace("/rooms/mine?done=gone");
        }
    }
}

/// The draft is kept, and so is what is unsent.
fn reload() {
    // Once is enough, and what is asked of a page that goes is of no use.
    if PAGE.with(|page| page.client.replace(None)).is_some() {
        let _ = window().location().reload();
    }
}

/// The session has ended: the server leads to where one signs in again.
pub(super) fn signed_out() {
    reload();
}
