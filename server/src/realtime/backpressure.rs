//! Which clients keep up with the published messages.
//!
//! A socket's queue is limited in packets and bytes. When one does not fit, its client *lags*: it
//! leaves the Socket.IO rooms and receives no more messages, as each would only show it the gap
//! again, and nothing waits for it. As soon as its queue has room it is sent `lagging`. When it
//! then asks for what it missed, it first joins the Socket.IO rooms again and is answered from the
//! store after that: what is published later it receives live, what was published before is on
//! disk, and nothing is lost in between.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use protocol::{
    RoomHead, RoomId,
    event::{Event, Lagging},
};
use socketioxide::extract::SocketRef;

use super::transport::Transport;

/// How long a client with too many queued bytes is not notified, unless it has taken most of them.
const NOTIFY_AFTER: Duration = Duration::from_secs(5);

/// Bytes that may be queued for a client.
const MAX_WAITING: u64 = 1024 * 1024;

/// The Socket.IO room of a room's subscribers.
pub(super) fn of_room(room: RoomId) -> String {
    format!("room:{room}")
}

/// Whether a socket's client keeps up. The fan-out marks it as lagging, its own requests end that.
#[derive(Clone, Default)]
pub(super) struct Backpressure(Arc<Mutex<Reading>>);

#[derive(Default)]
struct Reading {
    state: State,
    rooms: HashSet<RoomId>,
    /// It was subscribed to a room after bytes were last counted: how many of the uncounted ones it
    /// received is unknown.
    is_new: bool,
    /// Since when too many bytes are queued for it, if that is why it lags.
    overloaded: Option<Instant>,
    /// A message was published while it lagged.
    has_missed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum State {
    /// Receives every message.
    #[default]
    KeepsUp,
    /// Has missed a message and was not notified yet.
    Lags,
    /// Was notified and has not caught up yet.
    Notified,
}

impl Backpressure {
    /// The client asks for what it missed. Call this before the store is read.
    pub(super) fn catch_up(&self, socket: &SocketRef) {
        let mut reading = self.lock();
        if reading.state != State::KeepsUp {
            reading.state = State::KeepsUp;
            (reading.overloaded, reading.has_missed) = (None, false);
            reading.is_new = true;
            if let Some(transport) = Transport::of(socket) {
                transport.forget_waiting();
            }
            join(socket, &reading.rooms);
        }
    }

    /// Sends the client the heads of its rooms, so that it notices whether it missed something. If
    /// its queue has no room for that, it lags, and receives no messages until it catches up.
    pub(super) fn check(&self, socket: &SocketRef, heads_of: &HashMap<RoomId, RoomHead>) -> State {
        let mut reading = self.lock();
        let heads = heads(heads_of, reading.rooms.iter().copied());
        let is_told = socket.emit(Lagging::NAME, &Lagging { heads }).is_ok();
        reading.state = match (reading.state, is_told) {
            (State::KeepsUp, true) => State::KeepsUp,
            (State::KeepsUp, false) => {
                tracing::debug!(socket = %socket.id, "a reader lags");
                leave(socket, &reading.rooms);
                State::Lags
            }
            (State::Lags | State::Notified, true) => State::Notified,
            (State::Lags | State::Notified, false) => State::Lags,
        };
        reading.state
    }

    /// Counts the bytes published in rooms since the last call. A client with too many queued bytes
    /// lags from now on.
    pub(super) fn count(&self, socket: &SocketRef, said: &HashMap<RoomId, u64>) -> State {
        let mut reading = self.lock();
        if reading.state != State::KeepsUp || std::mem::take(&mut reading.is_new) {
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
            reading.state = State::Lags;
            reading.overloaded = Some(Instant::now());
        }
        reading.state
    }

    /// A message was published in a room while the client lags.
    pub(super) fn misses(&self, room: RoomId) {
        let mut reading = self.lock();
        reading.has_missed |= reading.rooms.contains(&room);
    }

    /// Whether a client with too many queued bytes has taken most of them. If it missed nothing
    /// meanwhile, it keeps up again; otherwise it is to be notified. A slow one is notified too,
    /// after [`NOTIFY_AFTER`], as it reads what is queued first.
    pub(super) fn has_recovered(&self, socket: &SocketRef) -> bool {
        let mut reading = self.lock();
        let Some(since) = reading.overloaded else {
            return true;
        };
        let waits = Transport::of(socket).is_some_and(|one| one.waiting() > MAX_WAITING / 4);
        if waits && since.elapsed() < NOTIFY_AFTER {
            return false;
        }
        if !reading.has_missed && reading.state == State::Lags {
            reading.state = State::KeepsUp;
            (reading.overloaded, reading.is_new) = (None, true);
            join(socket, &reading.rooms);
        }
        true
    }

    pub(super) fn state(&self) -> State {
        self.lock().state
    }

    /// Subscribes the client to these rooms. If it lags, it receives nothing yet and joins them
    /// with all others when it catches up.
    pub(super) fn add(&self, socket: &SocketRef, rooms: &[RoomId]) {
        let mut reading = self.lock();
        reading.rooms.extend(rooms);
        reading.is_new = true;
        if reading.state == State::KeepsUp {
            join(socket, rooms);
        }
    }

    /// Unsubscribes the client from a room.
    pub(super) fn remove(&self, socket: &SocketRef, room: RoomId) {
        self.lock().rooms.remove(&room);
        socket.leave(of_room(room));
    }

    /// Unsubscribes the client from all rooms.
    pub(super) fn clear(&self, socket: &SocketRef) {
        self.lock().rooms.clear();
        socket.leave_all();
    }

    /// Whether the client is subscribed to the room, lagging or not.
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

/// The heads of these rooms.
pub(super) fn heads(
    heads_of: &HashMap<RoomId, RoomHead>,
    rooms: impl Iterator<Item = RoomId>,
) -> Vec<RoomHead> {
    rooms
        .map(|room| {
            heads_of
                .get(&room)
                .copied()
                .unwrap_or(RoomHead::empty(room))
        })
        .collect()
}
