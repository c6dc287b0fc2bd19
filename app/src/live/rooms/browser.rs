//! Events about the reader's rooms: they come, go and change while the page is open.

use leptos::prelude::*;
use protocol::{
    Member, Message, Room, RoomHead, RoomId, RoomPreference, RoomUse,
    event::{self, MemberJoined, MemberLeft, RoomAdded, Welcome},
};

use super::{
    Rooms,
    access::{self, RoomAccess},
    list,
};

/// Whether the room on show has to be watched, as the reader is not in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[must_use]
pub(in crate::live) enum Watch {
    Needed,
    NotNeeded,
}

impl Rooms {
    /// The first of them, or all, as the server knows them.
    pub(in crate::live) fn welcomed(self, welcome: &Welcome) -> Watch {
        let mut unnamed = Vec::new();
        self.own.update(|rooms| {
            let mut known = std::mem::replace(rooms, welcome.rooms.clone());
            known.retain(|one| rooms.iter().all(|room| room.id != one.id));
            unnamed = known.iter().map(|room| room.id).collect();
            rooms.append(&mut known);
        });
        self.welcome.update_value(|progress| {
            progress.unnamed = unnamed;
            progress.used.clear();
            progress.administered.clone_from(&welcome.administered);
        });
        self.preferences.set(welcome.preferences.clone());
        self.named(&welcome.rooms, welcome.more)
    }

    /// Some of them, as the server knows them.
    pub(in crate::live) fn portion(self, portion: event::Rooms) -> Watch {
        self.own.update(|rooms| {
            for room in &portion.rooms {
                list::put_last(rooms, room.clone());
            }
        });
        for preference in portion.preferences {
            self.preference_changed(preference);
        }
        self.welcome.update_value(|progress| {
            progress.administered.extend(&portion.administered);
            let is_named = |id: &RoomId| portion.rooms.iter().any(|room| room.id == *id);
            progress.unnamed.retain(|id| !is_named(id));
            for one in portion.used {
                list::record_use(&mut progress.used, one);
            }
            if !portion.more {
                // Before all are named, those that were known before would stand in front.
                self.own
                    .update(|rooms| list::sort_by_use(rooms, &progress.used));
            }
        });
        self.named(&portion.rooms, portion.more)
    }

    /// The server has named these. When it has named all, the reader is in no others.
    fn named(self, rooms: &[Room], more: bool) -> Watch {
        if let Some(room) = rooms.iter().find(|room| room.id == self.current_id) {
            self.show_own(room);
        }
        if more {
            return Watch::NotNeeded;
        }
        let mut unnamed = Vec::new();
        self.welcome
            .update_value(|progress| unnamed = std::mem::take(&mut progress.unnamed));
        let mut watch = self.watch_if_not_own();
        for id in unnamed {
            if id == self.current_id {
                watch = self.removed(id);
            } else {
                let _ = self.removed(id);
            }
        }
        watch
    }

    pub(in crate::live) fn is_own(self, id: RoomId) -> bool {
        self.own
            .with_untracked(|rooms| rooms.iter().any(|room| room.id == id))
    }

    fn watch_if_not_own(self) -> Watch {
        if self.is_own(self.current_id) {
            Watch::NotNeeded
        } else {
            Watch::Needed
        }
    }

    fn show_own(self, room: &Room) {
        let is_room_admin = self
            .welcome
            .with_value(|progress| progress.administered.contains(&room.id));
        self.set_access(access::of_member(room, self.role, is_room_admin));
    }

    /// The room on show, as the server tells those who watch it.
    pub(in crate::live) fn watched(self, room: Room) {
        // The reader may have joined it meanwhile.
        if !self.is_own(room.id) {
            self.set_access(access::of_watcher(&room));
            self.watched.set(room);
        }
    }

    /// The room on show cannot be watched.
    pub(in crate::live) fn watch_refused(self) {
        self.set_access(RoomAccess::Lost);
    }

    /// Where the room on show stands, if it is the one that was added.
    pub(in crate::live) fn added(self, added: RoomAdded) -> Option<RoomHead> {
        let RoomAdded { room, head, rev } = added;
        self.own.update(|rooms| list::put(rooms, room.clone()));
        self.welcome
            .update_value(|progress| progress.unnamed.retain(|id| *id != room.id));
        (room.id == self.current_id).then(|| {
            self.show_own(&room);
            RoomHead {
                room: room.id,
                seq: head,
                rev,
            }
        })
    }

    pub(in crate::live) fn changed(self, room: Room) {
        let is_current = room.id == self.current_id;
        if is_current && !self.is_own(room.id) {
            self.watched(room);
            return;
        }
        if is_current {
            self.show_own(&room);
        }
        self.own.update(|rooms| list::put(rooms, room));
    }

    pub(in crate::live) fn removed(self, id: RoomId) -> Watch {
        let current = self.current.get_untracked();
        let own = self.own.try_update(|rooms| list::remove(rooms, id));
        self.welcome
            .update_value(|progress| progress.administered.retain(|one| *one != id));
        if current.id != id {
            return Watch::NotNeeded;
        }
        if own.flatten().is_some() {
            let access = access::after_removal(&current, self.role);
            self.watched.set(current);
            self.set_access(access);
            if access == RoomAccess::Lost {
                return Watch::NotNeeded;
            }
        }
        // Whether it can still be read, the server knows.
        Watch::Needed
    }

    pub(in crate::live) fn preference_changed(self, preference: RoomPreference) {
        self.preferences
            .update(|preferences| list::set_preference(preferences, preference));
    }

    pub(in crate::live) fn person_changed(self, person: &Member) {
        self.own
            .maybe_update(|rooms| list::person_changed(rooms, person));
    }

    /// Somebody else joined one of them.
    pub(in crate::live) fn person_joined(self, joined: MemberJoined) {
        let MemberJoined { room, member } = joined;
        self.own
            .maybe_update(|rooms| list::person_joined(rooms, room, member));
    }

    /// Somebody else left one of them.
    pub(in crate::live) fn person_left(self, left: MemberLeft) {
        self.own
            .maybe_update(|rooms| list::person_left(rooms, left.room, left.member));
    }

    pub(in crate::live) fn message_received(self, message: &Message) {
        let (room, at) = (message.room, message.sent_at);
        self.welcome
            .update_value(|progress| list::record_use(&mut progress.used, RoomUse { room, at }));
        self.own
            .maybe_update(|rooms| list::message_received(rooms, room));
    }

    fn set_access(self, access: RoomAccess) {
        match access {
            RoomAccess::Visible(may_post) => {
                if self.may_post.get_untracked() != may_post {
                    self.may_post.set(may_post);
                }
            }
            RoomAccess::Lost => {
                // That page is there for guests too, and says what has become of the room.
                let _ = window().location().replace("/rooms/mine?done=gone");
            }
        }
    }
}
