//! Who hears which room, and who keeps up.
//!
//! A socket's queue has room for so many packets. When one does not fit, its reader *lags*: it gets
//! no more messages, as each would only show it the gap again, and nobody waits for it. As soon as
//! it has room it is told that it is `behind`; when it then asks for what it missed, it hears live
//! messages again. That is marked before the store is read for the answer: what is told later it
//! hears live, what was told before is on disk, and nothing falls in between.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
};

use protocol::{
    Member, PROTOCOL_VERSION, Room, RoomHead, RoomId, Seq,
    event::{Behind, Event, Welcome},
};
use serde_json::value::RawValue;
use socketioxide::{SendError, SocketError, extract::SocketRef, socket::Sid};

/// How a socket's reader fares. The fan-out slows it, its own requests speed it up again.
#[derive(Clone, Default)]
pub(super) struct Pace(Arc<AtomicU8>);

/// Hears every message.
const KEEPS_UP: u8 = 0;
/// Has missed something, and does not know yet.
const LAGS: u8 = 1;
/// Knows it, and has not asked yet.
const IS_TOLD: u8 = 2;

impl Pace {
    /// The reader asks for what it missed. To be called before the store is read.
    pub(super) fn catches_up(&self) {
        self.set(KEEPS_UP);
    }

    fn is(&self, state: u8) -> bool {
        self.0.load(Ordering::SeqCst) == state
    }

    fn set(&self, state: u8) {
        self.0.store(state, Ordering::SeqCst);
    }
}

/// An event that is written once for all.
pub(super) struct Packet {
    /// The event's name.
    pub event: &'static str,
    /// Its payload.
    pub payload: Box<RawValue>,
}

/// A socket that was let in.
pub(super) struct Listener {
    socket: SocketRef,
    pace: Pace,
    rooms: Vec<RoomId>,
}

impl Listener {
    /// Queues packets; from the first on for which there is no room the reader lags.
    pub(super) fn tell(&self, packets: &[Packet]) {
        if !self.pace.is(KEEPS_UP) {
            return;
        }
        for Packet { event, payload } in packets {
            match self.socket.emit(event, payload) {
                Ok(()) => {}
                Err(SendError::Socket(SocketError::InternalChannelFull)) => {
                    tracing::debug!(socket = %self.socket.id, "a reader lags");
                    self.pace.set(LAGS);
                    return;
                }
                // It is waved off in a moment.
                Err(_) => return,
            }
        }
    }

    /// Tells a reader that lags so, as soon as it has room.
    fn remind(&self, told: &HashMap<RoomId, Seq>) {
        if self.pace.is(LAGS) {
            let heads = heads(told, &self.rooms);
            if self.socket.emit(Behind::NAME, &Behind { heads }).is_ok() {
                self.pace.set(IS_TOLD);
            }
        }
    }
}

/// The sockets that were let in, and what they were told.
#[derive(Default)]
pub(super) struct Audience {
    /// The seq of what was told last of each room.
    told: HashMap<RoomId, Seq>,
    listeners: HashMap<Sid, Arc<Listener>>,
    rooms: HashMap<RoomId, Vec<Arc<Listener>>>,
}

impl Audience {
    /// `heads` is where the rooms stand before anything is told.
    pub(super) fn new(heads: Vec<RoomHead>) -> Self {
        Self {
            told: heads.into_iter().map(|one| (one.room, one.seq)).collect(),
            ..Self::default()
        }
    }

    /// Who hears a room, of which messages up to `latest` are told now.
    pub(super) fn of(&mut self, room: RoomId, latest: Seq) -> &[Arc<Listener>] {
        self.told.insert(room, latest);
        self.rooms.get(&room).map_or(&[], Vec::as_slice)
    }

    /// Everybody.
    pub(super) fn all(&self) -> impl Iterator<Item = &Arc<Listener>> {
        self.listeners.values()
    }

    /// Tells those that lag so, as far as they have room now.
    pub(super) fn remind(&self) {
        for listener in self.listeners.values() {
            listener.remind(&self.told);
        }
    }

    /// Welcomes a socket, and lets it hear its rooms from then on.
    pub(super) fn enter(&mut self, socket: SocketRef, pace: Pace, me: Member, rooms: Vec<Room>) {
        let ids: Vec<RoomId> = rooms.iter().map(|room| room.id).collect();
        let welcome = Welcome {
            protocol: PROTOCOL_VERSION,
            heads: heads(&self.told, &ids),
            me,
            rooms,
        };
        if socket.emit(Welcome::NAME, &welcome).is_err() {
            tracing::debug!(socket = %socket.id, "the welcome did not reach its client");
        }
        // One that is gone already may have been waved off before it came in.
        if !socket.connected() {
            return;
        }
        let listener = Arc::new(Listener {
            pace,
            rooms: ids,
            socket,
        });
        for room in &listener.rooms {
            let there = self.rooms.entry(*room).or_default();
            there.push(Arc::clone(&listener));
        }
        self.listeners.insert(listener.socket.id, listener);
    }

    /// Forgets a socket that has gone.
    pub(super) fn leave(&mut self, id: Sid) {
        let Some(listener) = self.listeners.remove(&id) else {
            return;
        };
        for room in &listener.rooms {
            if let Some(there) = self.rooms.get_mut(room) {
                there.retain(|one| !Arc::ptr_eq(one, &listener));
            }
        }
    }
}

fn heads(told: &HashMap<RoomId, Seq>, rooms: &[RoomId]) -> Vec<RoomHead> {
    let head = |room: &RoomId| RoomHead {
        room: *room,
        seq: told.get(room).copied().unwrap_or(Seq::ZERO),
    };
    rooms.iter().map(head).collect()
}
