//! How sockets ask the fan-out to be subscribed.

use protocol::{RoomHead, RoomId};
use socketioxide::{extract::SocketRef, socket::Sid};
use tokio::sync::{mpsc, oneshot};

use super::backpressure::Backpressure;
use crate::actions::{Actor, rooms::OwnState};
use store::{Epoch, OwnRooms};

/// A socket to be subscribed to its rooms, with what was read for it.
pub(super) struct NewSubscriber {
    pub socket: SocketRef,
    pub backpressure: Backpressure,
    pub actor: Actor,
    pub own: OwnState,
    /// The epoch before the rooms were read.
    pub epoch: Epoch,
}

/// The next batch of rooms of a registered socket.
pub(super) struct RoomBatch {
    pub socket: SocketRef,
    pub own: OwnRooms,
    /// The epoch before the rooms were read.
    pub epoch: Epoch,
}

/// A public room that a registered socket watches.
pub(super) struct Watch {
    pub socket: SocketRef,
    pub room: RoomId,
    /// Whether its member is in the room, so that it is subscribed anyway.
    pub is_in: bool,
    /// The epoch before the right to read the room was checked.
    pub epoch: Epoch,
}

/// Outcome of a [`NewSubscriber`], a [`RoomBatch`] or a [`Watch`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Registration {
    /// It was sent its rooms and is subscribed to them.
    Done,
    /// What was read for it may be outdated and has to be read again.
    Stale,
    /// Its queue has no room for the event now.
    QueueFull,
    /// It is disconnected.
    Gone,
}

/// Requests of sockets to the fan-out.
pub(super) enum Command {
    /// Registers a socket and subscribes it to its rooms.
    In(Box<NewSubscriber>, oneshot::Sender<Registration>),
    /// Subscribes a registered socket to more of its rooms.
    More(Box<RoomBatch>, oneshot::Sender<Registration>),
    /// Subscribes a registered socket to a room that it watches.
    Watch(Watch, oneshot::Sender<(Registration, RoomHead)>),
    Out(Sid),
}

/// Registers and unregisters sockets; cheap to clone.
#[derive(Clone)]
pub(super) struct Registrar(mpsc::UnboundedSender<Command>);

/// The commands of the [`Registrar`]. Unbounded, but there are no more sockets than connections,
/// which are capped.
pub(super) struct Commands(pub(super) mpsc::UnboundedReceiver<Command>);

impl Registrar {
    /// A registrar, and the commands that it sends.
    pub(super) fn new() -> (Self, Commands) {
        let (registrar, commands) = mpsc::unbounded_channel();
        (Self(registrar), Commands(commands))
    }

    /// Sends the socket its welcome and subscribes it to its rooms, between two messages: the
    /// welcome has the heads of its rooms, and it receives everything after them exactly once.
    /// `None` when the server stops.
    pub(super) async fn enter(&self, subscriber: NewSubscriber) -> Option<Registration> {
        let (done, entered) = oneshot::channel();
        let command = Command::In(Box::new(subscriber), done);
        self.0.send(command).ok()?;
        entered.await.ok()
    }

    /// Sends a registered socket more of its rooms and subscribes it to them, in the same way.
    pub(super) async fn send_rooms(&self, batch: RoomBatch) -> Option<Registration> {
        let (done, told) = oneshot::channel();
        let command = Command::More(Box::new(batch), done);
        self.0.send(command).ok()?;
        told.await.ok()
    }

    /// Subscribes a registered socket to a room that it watches. Also returns the `seq` of the
    /// room's last message; the socket receives everything after it.
    pub(super) async fn watch(&self, watch: Watch) -> Option<(Registration, RoomHead)> {
        let (done, answered) = oneshot::channel();
        self.0.send(Command::Watch(watch, done)).ok()?;
        answered.await.ok()
    }

    /// Unregisters the socket. Call this once it is disconnected.
    pub(super) fn leave(&self, socket: &SocketRef) {
        // When the server stops, nothing is published anyway.
        let _ = self.0.send(Command::Out(socket.id));
    }
}
