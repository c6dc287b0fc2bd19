//! A registered socket, and the events that are sent to it alone.

use protocol::{
    MemberId, Role, Room, RoomHead, RoomId,
    event::{Event, RoomAdded, RoomRemoved},
};
use serde::Serialize;
use socketioxide::extract::SocketRef;

use super::{backpressure::Backpressure, transports::Transports};
use store::SessionId;

/// A registered socket of a member or visitor.
pub(super) struct Subscriber {
    pub socket: SocketRef,
    pub backpressure: Backpressure,
    pub member: MemberId,
    pub session: SessionId,
    pub role: Role,
    pub transports: Transports,
}

impl Subscriber {
    pub(super) fn add_room(&self, room: &Room, head: RoomHead) {
        self.backpressure.add(&self.socket, &[room.id]);
        let (room, head, rev) = (room.clone(), head.seq, head.rev);
        self.send(RoomAdded::NAME, &RoomAdded { room, head, rev });
    }

    pub(super) fn remove_room(&self, room: RoomId) {
        self.backpressure.remove(&self.socket, room);
        self.send(RoomRemoved::NAME, &RoomRemoved { room });
    }

    /// Sends an event that is not repeated. A client whose queue is full is disconnected: it reads
    /// everything again when it reconnects.
    pub(super) fn send<T: Serialize>(&self, event: &str, payload: &T) {
        if self.socket.emit(event, payload).is_err() {
            self.disconnect();
        }
    }

    /// Unsubscribes it from everything and ends its transport.
    pub(super) fn disconnect(&self) {
        self.backpressure.clear(&self.socket);
        self.transports.disconnect(&self.socket);
    }
}
