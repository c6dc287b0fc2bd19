//! Tells everybody what was stored, in the order in which it was.
//!
//! One task, so that order cannot be lost. A packet that does not fit into a slow reader's queue
//! is dropped for that reader alone; its next message or comparison of heads shows it the gap, and
//! it catches up from the store. Nobody waits for it.
//!
//! New sockets are let in by the same task, so that each hears what comes after its welcome, and
//! that once.

use std::collections::HashMap;

use protocol::{
    CHAT_NAMESPACE, Member, MemberId, Message, PROTOCOL_VERSION, Room, RoomHead, RoomId, Seq,
    event::{Event, MemberChanged, MessagePosted, Welcome},
};
use socketioxide::{SocketIo, extract::SocketRef};
use tokio::sync::{mpsc, oneshot};

use super::{LobbyMode, tutorial};
use crate::store::Committed;

/// The Socket.IO room of a room's members.
pub(super) fn of_room(room: RoomId) -> String {
    format!("room:{room}")
}

/// The Socket.IO room of one member's sockets.
pub(super) fn of_member(member: MemberId) -> String {
    format!("member:{member}")
}

/// A socket that wants to hear the rooms.
struct Arrival {
    socket: SocketRef,
    me: Member,
    rooms: Vec<Room>,
    done: oneshot::Sender<()>,
}

/// The way in for sockets; cheap to clone.
#[derive(Clone)]
pub(super) struct Door(mpsc::Sender<Arrival>);

/// The sockets at the door.
pub(super) struct Arrivals(mpsc::Receiver<Arrival>);

/// Sockets that may wait to be let in.
const ARRIVALS: usize = 1024;

impl Door {
    /// A door, and who comes through it.
    pub(super) fn new() -> (Self, Arrivals) {
        let (door, arrivals) = mpsc::channel(ARRIVALS);
        (Self(door), Arrivals(arrivals))
    }

    /// Welcomes the socket and lets it hear its rooms, between two messages: it is told where they
    /// stand, and hears all that comes after, once. False when the server stops.
    pub(super) async fn enter(&self, socket: SocketRef, me: Member, rooms: Vec<Room>) -> bool {
        let (done, entered) = oneshot::channel();
        let arrival = Arrival {
            socket,
            me,
            rooms,
            done,
        };
        self.0.send(arrival).await.is_ok() && entered.await.is_ok()
    }
}

/// The one task that tells.
pub(super) struct Fanout {
    io: SocketIo,
    lobby: LobbyMode,
    /// What was told last of each room.
    told: HashMap<RoomId, Seq>,
    arrivals: Arrivals,
}

impl Fanout {
    /// `heads` is where the rooms stand before anything is told.
    pub(super) fn new(
        io: SocketIo,
        lobby: LobbyMode,
        heads: Vec<RoomHead>,
        arrivals: Arrivals,
    ) -> Self {
        Self {
            io,
            lobby,
            told: heads
                .into_iter()
                .map(|head| (head.room, head.seq))
                .collect(),
            arrivals,
        }
    }

    /// Runs until the store is closed.
    pub(super) async fn run(mut self, mut committed: mpsc::Receiver<Committed>) {
        loop {
            tokio::select! {
                news = committed.recv() => match news {
                    Some(news) => self.tell(news).await,
                    None => return,
                },
                Some(arrival) = self.arrivals.0.recv() => self.let_in(arrival),
            }
        }
    }

    async fn tell(&mut self, news: Committed) {
        match news {
            Committed::Message(message) => {
                self.told.insert(message.room, message.seq);
                if self.lobby == LobbyMode::Open {
                    tell_tutorial_clients(&self.io, &message).await;
                }
                tell_message(&self.io, message).await;
            }
            Committed::MemberChanged(member) => tell_member(&self.io, member).await,
        }
    }

    fn let_in(&self, arrival: Arrival) {
        let Arrival {
            socket,
            me,
            rooms,
            done,
        } = arrival;
        let head = |room: &Room| RoomHead {
            room: room.id,
            seq: self.told.get(&room.id).copied().unwrap_or(Seq::ZERO),
        };
        let welcome = Welcome {
            protocol: PROTOCOL_VERSION,
            heads: rooms.iter().map(head).collect(),
            me,
            rooms,
        };
        if socket.emit(Welcome::NAME, &welcome).is_err() {
            tracing::debug!(socket = %socket.id, "the welcome did not reach its client");
        }
        socket.join(of_member(welcome.me.id));
        for room in &welcome.rooms {
            socket.join(of_room(room.id));
        }
        // Whoever asked may have gone meanwhile.
        let _ = done.send(());
    }
}

async fn tell_message(io: &SocketIo, message: Message) {
    let Some(chat) = io.of(CHAT_NAMESPACE) else {
        return;
    };
    let (room, seq) = (of_room(message.room), message.seq);
    let sent = chat
        .within(room)
        .emit(MessagePosted::NAME, &MessagePosted(message))
        .await;
    if sent.is_err() {
        tracing::debug!(%seq, "some readers are behind");
    }
}

async fn tell_member(io: &SocketIo, member: Member) {
    let Some(chat) = io.of(CHAT_NAMESPACE) else {
        return;
    };
    if chat
        .emit(MemberChanged::NAME, &MemberChanged(member))
        .await
        .is_err()
    {
        tracing::debug!("some readers are behind");
    }
}

/// Whoever said it has had the tutorial's answer already.
async fn tell_tutorial_clients(io: &SocketIo, message: &Message) {
    let text = format!("{} said {}", message.author.name, message.body);
    let sent = io
        .within(tutorial::room_of(message.room))
        .except(of_member(message.author.id))
        .emit(tutorial::MESSAGE, &text)
        .await;
    if sent.is_err() {
        tracing::debug!("some tutorial clients are behind");
    }
}
