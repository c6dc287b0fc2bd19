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
    Member, PROTOCOL_VERSION, Room, RoomHead, RoomId, Seq,
    event::{Behind, Event, Welcome},
};
use socketioxide::{extract::SocketRef, socket::Sid};

/// The Socket.IO room of a room's readers.
pub(super) fn of_room(room: RoomId) -> String {
    format!("room:{room}")
}

/// The Socket.IO room of all readers.
pub(super) const EVERYBODY: &str = "everybody";

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
    socket.join(EVERYBODY);
    for room in rooms {
        socket.join(of_room(*room));
    }
}

fn leave(socket: &SocketRef, rooms: &[RoomId]) {
    socket.leave(EVERYBODY);
    for room in rooms {
        socket.leave(of_room(*room));
    }
}

struct Listener {
    socket: SocketRef,
    pace: Pace,
}

/// The sockets that were let in, and what they were told.
#[derive(Default)]
pub(super) struct Audience {
    /// The seq of what was told last of each room.
    told: HashMap<RoomId, Seq>,
    listeners: HashMap<Sid, Listener>,
    /// Those that are not told yet that they lag.
    lagging: Vec<Sid>,
}

impl Audience {
    /// `heads` is where the rooms stand before anything is told.
    pub(super) fn new(heads: Vec<RoomHead>) -> Self {
        Self {
            told: heads.into_iter().map(|one| (one.room, one.seq)).collect(),
            ..Self::default()
        }
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
    pub(super) fn enter(&mut self, socket: SocketRef, pace: Pace, me: Member, rooms: Vec<Room>) {
        let ids: Vec<RoomId> = rooms.iter().map(|room| room.id).collect();
        let welcome = Welcome {
            protocol: PROTOCOL_VERSION,
            heads: heads(&self.told, ids.iter().copied()),
            me,
            rooms,
        };
        if socket.emit(Welcome::NAME, &welcome).is_err() {
            tracing::debug!(socket = %socket.id, "the welcome did not reach its client");
        }
        join(&socket, &ids);
        pace.lock().rooms = ids;
        if socket.connected() {
            self.listeners.insert(socket.id, Listener { socket, pace });
        } else {
            // It was waved off before it came in, and nobody else will take it off the lists.
            socket.leave_all();
        }
    }

    /// Forgets a socket that has gone.
    pub(super) fn leave(&mut self, id: Sid) {
        self.listeners.remove(&id);
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
