//! A socket that was let in, and what it is told alone.

use protocol::{
    MemberId, Role, Room, RoomId, Seq,
    event::{Event, RoomAdded, RoomRemoved},
};
use serde::Serialize;
use socketioxide::extract::SocketRef;

use super::{pace::Pace, wires::Wires};
use crate::store::SessionId;

/// Who listens, and by what.
pub(super) struct Listener {
    pub socket: SocketRef,
    pub pace: Pace,
    pub member: MemberId,
    pub session: SessionId,
    pub role: Role,
    pub wires: Wires,
}

impl Listener {
    pub(super) fn add_room(&self, room: &Room, head: Seq) {
        self.pace.add(&self.socket, &[room.id]);
        let room = room.clone();
        self.tell(RoomAdded::NAME, &RoomAdded { room, head });
    }

    pub(super) fn remove_room(&self, room: RoomId) {
        self.pace.remove(&self.socket, room);
        self.tell(RoomRemoved::NAME, &RoomRemoved { room });
    }

    /// Who misses what is told once only has to come in again, and is told all.
    pub(super) fn tell<T: Serialize>(&self, event: &str, payload: &T) {
        if self.socket.emit(event, payload).is_err() {
            self.cut();
        }
    }

    /// Nothing more goes out to it from here on, be it read or not.
    pub(super) fn cut(&self) {
        self.pace.clear(&self.socket);
        self.wires.cut(&self.socket);
    }
}
