//! Who keeps up with what is said.
//!
//! A socket's queue has room for so many packets and bytes. When one did not fit, its reader *lags*: it
//! leaves the Socket.IO rooms and gets no more messages, as each would only show it the gap again,
//! and nobody waits for it. As soon as it has room it is told that it is `behind`; when it then
//! asks for what it missed, it comes back to the rooms first and is answered from the store after:
//! what is told later it hears live, what was told before is on disk, and nothing falls in between.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use protocol::{
    RoomHead, RoomId, Seq,
    event::{Behind, Event},
};
use socketioxide::extract::SocketRef;

use super::transport::Transport;

/// How long a reader for whom too much waits is not told of it, unless it has taken most.
const TOLD_AFTER: Duration = Duration::from_secs(5);

/// Bytes that may wait for a reader.
const MAX_WAITING: u64 = 1024 * 1024;

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
    rooms: HashSet<RoomId>,
    /// It began to hear a room after what was said last was counted: what it has got of that is not
    /// known.
    is_new: bool,
    /// Since when too many bytes wait for it, if that is why it lags.
    overloaded: Option<Instant>,
    /// Something was said that it does not hear.
    has_missed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum State {
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
            (reading.overloaded, reading.has_missed) = (None, false);
            reading.is_new = true;
            if let Some(transport) = Transport::of(socket) {
                transport.forget_waiting();
            }
            join(socket, &reading.rooms);
        }
    }

    /// Tells the reader where the rooms stand, so that it notices whether it missed something.
    /// One whose queue has no room for that has, and hears no more until it asks.
    pub(super) fn check(&self, socket: &SocketRef, told: &HashMap<RoomId, Seq>) -> State {
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

    /// Counts what was said in rooms since this was last called. A reader for whom too much waits
    /// lags from now on.
    pub(super) fn count(&self, socket: &SocketRef, said: &HashMap<RoomId, u64>) -> State {
        let mut reading = self.lock();
        if reading.pace != State::KeepsUp || std::mem::take(&mut reading.is_new) {
            return State::KeepsUp;
        }
        let Some(transport) = Transport::of(socket) else {
            return State::KeepsUp;
        };
        let heard = said.iter().filter(|(room, _)| reading.rooms.contains(room));
        transport.queue(heard.map(|(_, bytes)| *bytes).sum());
        if transport.waiting() > MAX_WAITING {
            tracing::debug!(socket = %socket.id, "a reader lags by bytes");
            leave(socket, &reading.rooms);
            reading.pace = State::Lags;
            reading.overloaded = Some(Instant::now());
        }
        reading.pace
    }

    /// Something was said in a room while the reader lags.
    pub(super) fn misses(&self, room: RoomId) {
        let mut reading = self.lock();
        reading.has_missed |= reading.rooms.contains(&room);
    }

    /// Whether a reader for whom too much waited has taken most of it. If it missed nothing meanwhile,
    /// it keeps up again; else it is to be told. One that takes its time is told as well, as what it
    /// reads comes before that.
    pub(super) fn has_recovered(&self, socket: &SocketRef) -> bool {
        let mut reading = self.lock();
        let Some(since) = reading.overloaded else {
            return true;
        };
        let waits = Transport::of(socket).is_some_and(|one| one.waiting() > MAX_WAITING / 4);
        if waits && since.elapsed() < TOLD_AFTER {
            return false;
        }
        if !reading.has_missed && reading.pace == State::Lags {
            reading.pace = State::KeepsUp;
            (reading.overloaded, reading.is_new) = (None, true);
            join(socket, &reading.rooms);
        }
        true
    }

    pub(super) fn state(&self) -> State {
        self.lock().pace
    }

    /// The reader hears these rooms from now on. One that lags hears nothing, and comes to them with
    /// all others.
    pub(super) fn add(&self, socket: &SocketRef, rooms: &[RoomId]) {
        let mut reading = self.lock();
        reading.rooms.extend(rooms);
        reading.is_new = true;
        if reading.pace == State::KeepsUp {
            join(socket, rooms);
        }
    }

    /// The reader hears the room no more.
    pub(super) fn remove(&self, socket: &SocketRef, room: RoomId) {
        self.lock().rooms.remove(&room);
        socket.leave(of_room(room));
    }

    /// The reader hears nothing more.
    pub(super) fn clear(&self, socket: &SocketRef) {
        self.lock().rooms.clear();
        socket.leave_all();
    }

    /// Whether the reader hears the room, or would if it did not lag.
    pub(super) fn has(&self, room: RoomId) -> bool {
        self.lock().rooms.contains(&room)
    }

    fn lock(&self) -> MutexGuard<'_, Reading> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn join<'r>(socket: &SocketRef, rooms: impl IntoIterator<Item = &'r RoomId>) {
    for room in rooms {
        socket.join(of_room(*room));
    }
}

fn leave(socket: &SocketRef, rooms: &HashSet<RoomId>) {
    for room in rooms {
        socket.leave(of_room(*room));
    }
}

/// Where these rooms stand.
pub(super) fn heads(
    told: &HashMap<RoomId, Seq>,
    rooms: impl Iterator<Item = RoomId>,
) -> Vec<RoomHead> {
    rooms
        .map(|room| RoomHead {
            room,
            seq: told.get(&room).copied().unwrap_or(Seq::ZERO),
        })
        .collect()
}
