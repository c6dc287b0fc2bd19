//! News of one's own rooms: they come, go and change while the page is open.

use leptos::prelude::*;
use protocol::{
    Room, RoomId, RoomPreference,
    event::{RoomAdded, Welcome},
};

use super::{PAGE, follow};
use crate::{
    live::{
        Live,
        rooms::{self, Follow},
    },
    page_data::MayPost,
};

/// All of them, as the server knows them.
pub(super) fn welcomed(live: Live, welcome: &Welcome) {
    if welcome.role != live.role() {
        // What the page offers depends on it, and the server draws that.
        reload();
        return;
    }
    let (here, was_in) = (live.room.get_untracked(), has(live, &welcome.rooms));
    live.rooms.set(welcome.rooms.clone());
    live.preferences.set(welcome.preferences.clone());
    match (was_in, welcome.rooms.iter().find(|room| room.id == here.id)) {
        (_, Some(room)) => act(live, rooms::changed(room, live.role())),
        (true, None) => act(live, rooms::gone(&here, live.role())),
        (false, None) => {}
    }
}

/// Whether the room on show was one's own, or is.
fn has(live: Live, now: &[Room]) -> bool {
    let here = live.room.get_untracked().id;
    let before = live
        .rooms
        .with_untracked(|rooms| rooms.iter().any(|room| room.id == here));
    before || now.iter().any(|room| room.id == here)
}

pub(super) fn added(live: Live, added: RoomAdded) {
    let (room, head) = (added.room, added.head);
    let is_here = room.id == live.room.with_untracked(|here| here.id);
    live.rooms.update(|rooms| rooms::put(rooms, room.clone()));
    if is_here {
        act(live, rooms::changed(&room, live.role()));
        // From now on its messages come; those between the page and now are asked for.
        if let Some(next) = live.state.try_update(|state| state.head(head)) {
            follow(live, next);
        }
    }
}

pub(super) fn changed(live: Live, room: Room) {
    let is_here = room.id == live.room.with_untracked(|here| here.id);
    live.rooms.update(|rooms| rooms::put(rooms, room.clone()));
    if is_here {
        act(live, rooms::changed(&room, live.role()));
    }
}

pub(super) fn removed(live: Live, id: RoomId) {
    let here = live.room.get_untracked();
    live.rooms.update(|rooms| {
        rooms::take(rooms, id);
    });
    if here.id == id {
        act(live, rooms::gone(&here, live.role()));
    }
}

pub(super) fn preferred(live: Live, preference: RoomPreference) {
    live.preferences
        .update(|preferences| rooms::prefer(preferences, preference));
}

/// Something was said in one of them.
pub(super) fn spoken_in(live: Live, id: RoomId) {
    live.rooms.maybe_update(|rooms| rooms::spoken_in(rooms, id));
}

fn act(live: Live, what: Follow) {
    match what {
        Follow::Show(may_post) => {
            if live.may_post.get_untracked() != may_post {
                live.may_post.set(may_post);
            }
        }
        // It may be shown as it is already.
        Follow::Reload if live.may_post.get_untracked() == MayPost::AdminsOnly => {}
        Follow::Reload => reload(),
        Follow::Leave => {
            let _ = window().location().replace("/");
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
