//! Who hears the rooms, and how they are let in.
//!
//! A person may be in any number of rooms. Whoever comes in is welcomed with the first of them, and
//! hears the others from the moment at which it is told of them, in portions.

use std::collections::HashMap;

use protocol::{
    Member, MemberId, PROTOCOL_VERSION, Role, Room, RoomHead, RoomId, Seq,
    event::{Event, Rooms, Welcome},
};
use serde::Serialize;
use socketioxide::{extract::SocketRef, socket::Sid};

use super::{
    listener::Listener,
    pace::{Pace, State, heads},
    wires::Wires,
};
use crate::{
    actions::{Actor, rooms::OwnThings},
    store::{Epoch, OutOfDate, OwnRoom, OwnRooms, SessionId},
};

/// A socket that wants to hear its rooms, with what was read for it.
pub(super) struct Entrant {
    pub socket: SocketRef,
    pub pace: Pace,
    pub actor: Actor,
    pub own: OwnThings,
    /// As of before the rooms were read.
    pub epoch: Epoch,
}

/// More rooms of a socket that was let in.
pub(super) struct Portion {
    pub socket: SocketRef,
    pub own: OwnRooms,
    /// As of before the rooms were read.
    pub epoch: Epoch,
}

/// A room that a socket that was let in wants to hear while it looks at it.
pub(super) struct Look {
    pub socket: SocketRef,
    pub room: RoomId,
    /// Whether it hears the room anyhow.
    pub is_in: bool,
    /// As of before it was read that it may.
    pub epoch: Epoch,
}

/// What became of an [`Entrant`], a [`Portion`] or a [`Look`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Entry {
    /// It was told, and hears these rooms.
    In,
    /// What was read for it may be out of date: it is to be read again.
    Again,
    /// It has no place in its queue for that now.
    Full,
    /// It has gone.
    Gone,
}

/// The sockets that were let in, and what they were told.
#[derive(Default)]
pub(super) struct Audience {
    wires: Wires,
    /// The seq of what was told last of each room.
    told: HashMap<RoomId, Seq>,
    listeners: HashMap<Sid, Listener>,
    by_member: HashMap<MemberId, Vec<Sid>>,
    /// The rooms that sockets hear without being in them, one each.
    looking: HashMap<Sid, RoomId>,
    /// When it was told last that a member may see more or less.
    changed: HashMap<MemberId, Epoch>,
    /// The same for everybody.
    all_changed: Epoch,
    /// When it was told last that somebody came into a room or left it.
    people_changed: HashMap<RoomId, Epoch>,
    /// How members are shown, as it was told last.
    shown: HashMap<MemberId, Member>,
    /// Those that are not told yet that they lag.
    lagging: Vec<Sid>,
}

/// Members and rooms whose changes are remembered one by one.
const CHANGES: usize = 10_000;

impl Audience {
    /// `heads` is where the rooms stand before anything is told.
    pub(super) fn new(heads: Vec<RoomHead>, wires: Wires) -> Self {
        Self {
            wires,
            told: heads.into_iter().map(|one| (one.room, one.seq)).collect(),
            ..Self::default()
        }
    }

    /// What was read before this epoch, and shows that, has to be read again.
    pub(super) fn outdated(&mut self, what: OutOfDate, epoch: Epoch) {
        let remembered = self.changed.len().max(self.people_changed.len());
        match what {
            OutOfDate::Nothing => {}
            OutOfDate::Member(member) if remembered < CHANGES => {
                self.changed.insert(member, epoch);
            }
            OutOfDate::Place(member, room) if remembered < CHANGES => {
                self.changed.insert(member, epoch);
                self.people_changed.insert(room, epoch);
            }
            OutOfDate::Member(_) | OutOfDate::Place(..) | OutOfDate::All => {
                self.changed.clear();
                self.people_changed.clear();
                self.shown.clear();
                self.all_changed = epoch;
            }
        }
    }

    /// Whether what was read of a member's rooms may be out of date. Who is in direct rooms is a part
    /// of it.
    fn is_outdated(&self, member: MemberId, own: &OwnRooms, epoch: Epoch) -> bool {
        let rooms = own.rooms.iter().map(|one| &one.room);
        let mut direct = rooms.filter(|room| room.kind.is_direct());
        self.has_changed(member, epoch)
            || direct.any(|room| is_later(self.people_changed.get(&room.id), epoch))
    }

    /// Whether it was told since then that the member may see more or less.
    fn has_changed(&self, member: MemberId, epoch: Epoch) -> bool {
        self.all_changed > epoch || is_later(self.changed.get(&member), epoch)
    }

    /// A member is shown in this way from now on.
    pub(super) fn is_shown(&mut self, member: &Member) {
        self.shown.insert(member.id, member.clone());
    }

    /// Shows the member as it was told last: who comes in hears only what is told later, and whoever
    /// is renamed again and again keeps nobody out.
    fn bring_up_to_date(&self, member: &mut Member) {
        if let Some(shown) = self.shown.get(&member.id) {
            member.clone_from(shown);
        }
    }

    /// A message is told from now on.
    pub(super) fn is_told(&mut self, room: RoomId, seq: Seq) {
        self.told.insert(room, seq);
        for listener in self.lagging.iter().filter_map(|id| self.listeners.get(id)) {
            listener.pace.misses(room);
        }
    }

    /// Something did not fit into some readers' queues. The Socket.IO layer does not say whose, so
    /// all who keep up are asked to compare: a seldom thing, as those that lag are left out then.
    pub(super) fn find_lagging(&mut self) {
        for (id, listener) in &self.listeners {
            if listener.pace.state() == State::KeepsUp
                && listener.pace.check(&listener.socket, &self.told) == State::Lags
            {
                self.lagging.push(*id);
            }
        }
    }

    /// So much was said in these rooms since this was last called: finds those for whom too much
    /// waits.
    pub(super) fn count(&mut self, said: &HashMap<RoomId, u64>) {
        for (id, listener) in &self.listeners {
            if listener.pace.count(&listener.socket, said) == State::Lags {
                self.lagging.push(*id);
            }
        }
    }

    /// Tells the lagging ones that they are, as far as they have room now.
    pub(super) fn remind(&mut self) {
        let (listeners, told) = (&self.listeners, &self.told);
        self.lagging.retain(|id| {
            listeners.get(id).is_some_and(|listener| {
                if !listener.pace.has_recovered(&listener.socket) {
                    return true;
                }
                listener.pace.state() == State::Lags
                    && listener.pace.check(&listener.socket, told) == State::Lags
            })
        });
    }

    /// Welcomes a socket, and lets it hear its rooms from then on.
    pub(super) fn enter(&mut self, entrant: Entrant) -> Entry {
        let Entrant {
            socket,
            pace,
            mut actor,
            own,
            epoch,
        } = entrant;
        if self.is_outdated(actor.member.id, &own.rooms, epoch) {
            return Entry::Again;
        }
        self.bring_up_to_date(&mut actor.member);
        let rooms = self.rooms(own.rooms);
        let ids = ids(&rooms);
        let listener = Listener {
            socket: socket.clone(),
            pace: pace.clone(),
            member: actor.member.id,
            session: actor.session,
            role: actor.role,
            wires: self.wires.clone(),
        };
        let welcome = Welcome {
            protocol: PROTOCOL_VERSION,
            me: actor.member,
            role: actor.role,
            rooms: rooms.rooms,
            heads: rooms.heads,
            preferences: rooms.preferences,
            kept: rooms.kept,
            ignored: own.ignored,
            more: rooms.more,
        };
        if socket.emit(Welcome::NAME, &welcome).is_err() {
            tracing::debug!(socket = %socket.id, "the welcome did not reach its client");
        }
        pace.add(&socket, &ids);
        if socket.connected() {
            let sockets = self.by_member.entry(listener.member).or_default();
            sockets.push(socket.id);
            self.listeners.insert(socket.id, listener);
        } else {
            // It was waved off before it came in, and nobody else will take it off the lists.
            pace.clear(&socket);
            return Entry::Gone;
        }
        Entry::In
    }

    /// Tells a socket of more of its rooms, and lets it hear them from then on.
    pub(super) fn tell_more(&self, portion: Portion) -> Entry {
        let Portion { socket, own, epoch } = portion;
        let Some(listener) = self.listeners.get(&socket.id) else {
            return Entry::Gone;
        };
        if self.is_outdated(listener.member, &own, epoch) {
            return Entry::Again;
        }
        let rooms = self.rooms(own);
        if socket.emit(Rooms::NAME, &rooms).is_err() {
            return Entry::Full;
        }
        listener.pace.add(&socket, &ids(&rooms));
        Entry::In
    }

    /// Lets a socket hear a room while it looks at it, and no other that it looked at before; with
    /// where the room stands.
    pub(super) fn look(&mut self, look: &Look) -> (Entry, Seq) {
        let head = self.head(look.room);
        let Some(listener) = self.listeners.get(&look.socket.id) else {
            return (Entry::Gone, head);
        };
        if self.has_changed(listener.member, look.epoch) {
            return (Entry::Again, head);
        }
        let before = self.looking.remove(&look.socket.id);
        if let Some(before) = before.filter(|before| *before != look.room) {
            listener.pace.remove(&listener.socket, before);
        }
        if !look.is_in {
            listener.pace.add(&listener.socket, &[look.room]);
            if !listener.socket.connected() {
                // It has gone meanwhile, and nobody else will take it off the list.
                listener.pace.clear(&listener.socket);
                return (Entry::Gone, head);
            }
            self.looking.insert(look.socket.id, look.room);
        }
        (Entry::In, head)
    }

    fn head(&self, room: RoomId) -> Seq {
        self.told.get(&room).copied().unwrap_or(Seq::ZERO)
    }

    fn rooms(&self, mut own: OwnRooms) -> Rooms {
        for person in own.rooms.iter_mut().flat_map(|one| &mut one.room.people) {
            self.bring_up_to_date(person);
        }
        Rooms {
            heads: heads(&self.told, own.rooms.iter().map(|one| one.room.id)),
            preferences: own.rooms.iter().filter_map(|one| one.preference).collect(),
            kept: {
                let kept = own.rooms.iter().filter(|one| one.is_kept);
                kept.map(|one| one.room.id).collect()
            },
            used: own.rooms.iter().filter_map(OwnRoom::last_use).collect(),
            rooms: own.rooms.into_iter().map(|one| one.room).collect(),
            more: own.more,
        }
    }

    /// Forgets a socket that has gone.
    pub(super) fn leave(&mut self, id: Sid) {
        self.looking.remove(&id);
        let Some(listener) = self.listeners.remove(&id) else {
            return;
        };
        if let Some(sockets) = self.by_member.get_mut(&listener.member) {
            sockets.retain(|one| *one != id);
            if sockets.is_empty() {
                self.by_member.remove(&listener.member);
            }
        }
    }

    fn of_member(&self, member: MemberId) -> impl Iterator<Item = &Listener> {
        let ids = self.by_member.get(&member).into_iter().flatten();
        ids.filter_map(|id| self.listeners.get(id))
    }

    /// A member hears a room from now on.
    pub(super) fn add_room(&mut self, member: MemberId, room: &Room) {
        self.looks_no_more(member, room.id);
        let head = self.head(room.id);
        for listener in self.of_member(member) {
            listener.add_room(room, head);
        }
    }

    /// Whoever only looked at a room is in it now, or was taken out of it.
    fn looks_no_more(&mut self, member: MemberId, room: RoomId) {
        for id in self.by_member.get(&member).into_iter().flatten() {
            if self.looking.get(id) == Some(&room) {
                self.looking.remove(id);
            }
        }
    }

    /// Everybody of the place hears a room from now on.
    pub(super) fn open_room(&self, room: &Room) {
        let head = self.head(room.id);
        for listener in self.listeners.values() {
            if listener.role.is_of_place() {
                listener.add_room(room, head);
            }
        }
    }

    /// A member hears nothing more of a room.
    pub(super) fn remove_room(&mut self, member: MemberId, room: RoomId) {
        self.looks_no_more(member, room);
        for listener in self.of_member(member) {
            listener.remove_room(room);
        }
    }

    /// Only who is in a room hears anything more of it.
    pub(super) fn hide_room(&mut self, room: RoomId) {
        let listeners = &self.listeners;
        self.looking.retain(|id, looked_at| {
            if *looked_at == room
                && let Some(listener) = listeners.get(id)
            {
                listener.remove_room(room);
            }
            *looked_at != room
        });
    }

    /// Nobody hears anything more of a room.
    pub(super) fn close_room(&mut self, room: RoomId) {
        self.told.remove(&room);
        self.looking.retain(|_, looked_at| *looked_at != room);
        for listener in self.listeners.values() {
            if listener.pace.has(room) {
                listener.remove_room(room);
            }
        }
    }

    /// Tells something to a member alone.
    pub(super) fn tell_member<T: Serialize>(&self, member: MemberId, event: &str, payload: &T) {
        for listener in self.of_member(member) {
            listener.tell(event, payload);
        }
    }

    /// Cuts the sockets of a member: all, so that they come in again, or those of some sessions,
    /// which never do.
    pub(super) fn cut(&self, member: MemberId, sessions: Option<&[SessionId]>) {
        for listener in self.of_member(member) {
            if sessions.is_none_or(|ended| ended.contains(&listener.session)) {
                listener.cut();
            }
        }
    }

    /// Cuts the sockets of all who have no account.
    pub(super) fn cut_visitors(&self) {
        for listener in self.listeners.values() {
            if listener.role == Role::Visitor {
                listener.cut();
            }
        }
    }
}

fn ids(rooms: &Rooms) -> Vec<RoomId> {
    rooms.heads.iter().map(|head| head.room).collect()
}

fn is_later(at: Option<&Epoch>, epoch: Epoch) -> bool {
    at.is_some_and(|at| *at > epoch)
}
