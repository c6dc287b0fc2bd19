//! Who hears the rooms, and who keeps up.
//!
//! A socket's queue has room for so many packets. When one did not fit, its reader *lags*: it
//! leaves the Socket.IO rooms and gets no more messages, as each would only show it the gap again,
//! and nobody waits for it. As soon as it has room it is told that it is `behind`; when it then
//! asks for what it missed, it comes back to the rooms first and is answered from the store after:
//! what is told later it hears live, what was told before is on disk, and nothing falls in between.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use protocol::{
    MemberId, PROTOCOL_VERSION, Role, Room, RoomHead, RoomId, Seq,
    event::{Behind, Event, RoomAdded, RoomRemoved, Welcome},
};
use serde::Serialize;
use socketioxide::{extract::SocketRef, socket::Sid};

use super::wires::Wires;
use crate::{
    actions::Actor,
    store::{Epoch, OwnRoom, SessionId},
};

/// The Socket.IO room of a room's readers.
pub(super) fn of_room(room: RoomId) -> String {
    format!("room:{room}")
}

/// How a socket's reader fares. The fan-out slows it, its own requests speed it up again.
#[derive(Clone, Default)]
pub(super) struct Pace(Arc<Mutex<Reading>>);

#[derive(Default)]
struct Reading {
    pace: State,
    rooms: Vec<RoomId>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum State {
    /// Hears every message.
    #[default]
    KeepsUp,
    /// Has missed something, and does not know yet.
    Lags,
    /// Knows it, and has not asked yet.
    IsTold,
}

impl Pace {
    /// The reader asks for what it missed. To be called before the store is read.
    pub(super) fn catches_up(&self, socket: &SocketRef) {
        let mut reading = self.lock();
        if reading.pace != State::KeepsUp {
            reading.pace = State::KeepsUp;
            join(socket, &reading.rooms);
        }
    }

    /// Tells the reader where the rooms stand, so that it notices whether it missed something.
    /// One whose queue has no room for that has, and hears no more until it asks.
    fn check(&self, socket: &SocketRef, told: &HashMap<RoomId, Seq>) -> State {
        let mut reading = self.lock();
        let heads = heads(told, reading.rooms.iter().copied());
        let is_told = socket.emit(Behind::NAME, &Behind { heads }).is_ok();
        reading.pace = match (reading.pace, is_told) {
            (State::KeepsUp, true) => State::KeepsUp,
            (State::KeepsUp, false) => {
                tracing::debug!(socket = %socket.id, "a reader lags");
                leave(socket, &reading.rooms);
                State::Lags
            }
            (State::Lags | State::IsTold, true) => State::IsTold,
            (State::Lags | State::IsTold, false) => State::Lags,
        };
        reading.pace
    }

    fn state(&self) -> State {
        self.lock().pace
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Reading> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn join(socket: &SocketRef, rooms: &[RoomId]) {
    for room in rooms {
        socket.join(of_room(*room));
    }
}

fn leave(socket: &SocketRef, rooms: &[RoomId]) {
    for room in rooms {
        socket.leave(of_room(*room));
    }
}

struct Listener {
    socket: SocketRef,
    pace: Pace,
    member: MemberId,
    session: SessionId,
    role: Role,
    wires: Wires,
}

/// A socket that wants to hear its rooms, with what was read for it.
pub(super) struct Entrant {
    pub socket: SocketRef,
    pub pace: Pace,
    pub actor: Actor,
    pub rooms: Vec<OwnRoom>,
    /// As of before the rooms were read.
    pub epoch: Epoch,
}

/// What became of an [`Entrant`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Entry {
    /// It was welcomed.
    In,
    /// What was read for it may be out of date: it is to be read again.
    Again,
}

/// The sockets that were let in, and what they were told.
#[derive(Default)]
pub(super) struct Audience {
    wires: Wires,
    /// The seq of what was told last of each room.
    told: HashMap<RoomId, Seq>,
    listeners: HashMap<Sid, Listener>,
    by_member: HashMap<MemberId, Vec<Sid>>,
    /// When it was told last that a member may see more or less.
    changed: HashMap<MemberId, Epoch>,
    /// The same for everybody.
    all_changed: Epoch,
    /// Those that are not told yet that they lag.
    lagging: Vec<Sid>,
}

/// Members whose changes are remembered one by one.
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

    /// A member may see more or less from this epoch on. Sockets for which something was read
    /// before have to have it read again.
    pub(super) fn access_changed(&mut self, member: MemberId, epoch: Epoch) {
        if self.changed.len() >= CHANGES {
            self.changed.clear();
            self.all_changed = epoch;
        }
        self.changed.insert(member, epoch);
    }

    /// The same for everybody.
    pub(super) fn all_access_changed(&mut self, epoch: Epoch) {
        self.all_changed = epoch;
    }

    /// A message is told from now on.
    pub(super) fn is_told(&mut self, room: RoomId, seq: Seq) {
        self.told.insert(room, seq);
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

    /// Tells the lagging ones that they are, as far as they have room now.
    pub(super) fn remind(&mut self) {
        let (listeners, told) = (&self.listeners, &self.told);
        self.lagging.retain(|id| {
            listeners.get(id).is_some_and(|listener| {
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
            actor,
            rooms,
            epoch,
        } = entrant;
        let changed = self.changed.get(&actor.member.id).copied();
        if changed.unwrap_or_default().max(self.all_changed) > epoch {
            return Entry::Again;
        }
        let ids: Vec<RoomId> = rooms.iter().map(|one| one.room.id).collect();
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
            heads: heads(&self.told, ids.iter().copied()),
            me: actor.member,
            role: actor.role,
            preferences: rooms.iter().filter_map(|one| one.preference).collect(),
            rooms: rooms.into_iter().map(|one| one.room).collect(),
        };
        if socket.emit(Welcome::NAME, &welcome).is_err() {
            tracing::debug!(socket = %socket.id, "the welcome did not reach its client");
        }
        join(&socket, &ids);
        pace.lock().rooms = ids;
        if socket.connected() {
            let sockets = self.by_member.entry(listener.member).or_default();
            sockets.push(socket.id);
            self.listeners.insert(socket.id, listener);
        } else {
            // It was waved off before it came in, and nobody else will take it off the lists.
            socket.leave_all();
        }
        Entry::In
    }

    /// Forgets a socket that has gone.
    pub(super) fn leave(&mut self, id: Sid) {
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
    pub(super) fn add_room(&self, member: MemberId, room: &Room) {
        let head = self.told.get(&room.id).copied().unwrap_or(Seq::ZERO);
        for listener in self.of_member(member) {
            listener.add_room(room, head);
        }
    }

    /// Everybody of the place hears a room from now on.
    pub(super) fn open_room(&self, room: &Room) {
        let head = self.told.get(&room.id).copied().unwrap_or(Seq::ZERO);
        for listener in self.listeners.values() {
            if matches!(listener.role, Role::Owner | Role::Admin | Role::Member) {
                listener.add_room(room, head);
            }
        }
    }

    /// A member hears nothing more of a room.
    pub(super) fn remove_room(&self, member: MemberId, room: RoomId) {
        for listener in self.of_member(member) {
            listener.remove_room(room);
        }
    }

    /// Nobody hears anything more of a room.
    pub(super) fn close_room(&mut self, room: RoomId) {
        self.told.remove(&room);
        for listener in self.listeners.values() {
            if listener.pace.lock().rooms.contains(&room) {
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

impl Listener {
    fn add_room(&self, room: &Room, head: Seq) {
        let mut reading = self.pace.lock();
        if !reading.rooms.contains(&room.id) {
            reading.rooms.push(room.id);
            // One that lags hears nothing, and comes to this room with all others.
            if reading.pace == State::KeepsUp {
                self.socket.join(of_room(room.id));
            }
        }
        drop(reading);
        let room = room.clone();
        self.tell(RoomAdded::NAME, &RoomAdded { room, head });
    }

    fn remove_room(&self, room: RoomId) {
        self.pace.lock().rooms.retain(|one| *one != room);
        self.socket.leave(of_room(room));
        self.tell(RoomRemoved::NAME, &RoomRemoved { room });
    }

    /// Who misses what is told once only has to come in again, and is told all.
    fn tell<T: Serialize>(&self, event: &str, payload: &T) {
        if self.socket.emit(event, payload).is_err() {
            self.cut();
        }
    }

    /// Nothing more goes out to it from here on, be it read or not.
    fn cut(&self) {
        self.pace.lock().rooms.clear();
        self.socket.leave_all();
        self.wires.cut(&self.socket);
    }
}

fn heads(told: &HashMap<RoomId, Seq>, rooms: impl Iterator<Item = RoomId>) -> Vec<RoomHead> {
    rooms
        .map(|room| RoomHead {
            room,
            seq: told.get(&room).copied().unwrap_or(Seq::ZERO),
        })
        .collect()
}
