//! Tells everybody what was stored, in the order in which it was.
//!
//! One task, so that order cannot be lost. It takes all the news that wait, and each reader gets
//! them in one go, which costs a fraction of going round for each. New sockets are let in by the same task, so that
//! each hears what comes after its welcome, and that once.

use std::{collections::HashMap, time::Duration};

use protocol::{
    Member, MemberId, Message, Room, RoomHead, RoomId, Seq,
    event::{Event, MemberChanged, MessagePosted},
};
use serde_json::value::to_raw_value;
use socketioxide::{SocketIo, extract::SocketRef, socket::Sid};
use tokio::{
    sync::{mpsc, oneshot},
    time::{MissedTickBehavior, interval},
};

use super::{
    BUFFER_PACKETS, LobbyMode,
    audience::{Audience, Pace, Packet},
    tutorial,
};
use crate::store::Committed;

/// The Socket.IO room of one member's sockets on the tutorial's namespace.
pub(super) fn of_member(member: MemberId) -> String {
    format!("member:{member}")
}

/// Who comes and goes.
enum Passage {
    /// A socket that wants to hear its rooms.
    In {
        socket: SocketRef,
        pace: Pace,
        me: Member,
        rooms: Vec<Room>,
        done: oneshot::Sender<()>,
    },
    Out(Sid),
}

/// The way in and out for sockets; cheap to clone.
#[derive(Clone)]
pub(super) struct Door(mpsc::UnboundedSender<Passage>);

/// The sockets at the door. There are no more than connections, which are capped.
pub(super) struct Passages(mpsc::UnboundedReceiver<Passage>);

impl Door {
    /// A door, and who comes through it.
    pub(super) fn new() -> (Self, Passages) {
        let (door, passages) = mpsc::unbounded_channel();
        (Self(door), Passages(passages))
    }

    /// Welcomes the socket and lets it hear its rooms, between two messages: it is told where they
    /// stand, and hears all that comes after, once. False when the server stops.
    pub(super) async fn enter(
        &self,
        socket: SocketRef,
        pace: Pace,
        me: Member,
        rooms: Vec<Room>,
    ) -> bool {
        let (done, entered) = oneshot::channel();
        let passage = Passage::In {
            socket,
            pace,
            me,
            rooms,
            done,
        };
        self.0.send(passage).is_ok() && entered.await.is_ok()
    }

    /// Nothing more is told to the socket. To be called once it is disconnected.
    pub(super) fn leave(&self, socket: &SocketRef) {
        // When the server stops nobody hears anything anyhow.
        let _ = self.0.send(Passage::Out(socket.id));
    }
}

/// Most news that are told in one go: half of what a reader's queue holds.
const BATCH: usize = BUFFER_PACKETS / 2;

/// How often lagging readers are tried again when nothing is said.
const REMIND_EVERY: Duration = Duration::from_millis(500);

/// Messages of one room that are told together.
#[derive(Default)]
struct Run {
    packets: Vec<Packet>,
    latest: Seq,
}

/// Writes an event once for all who hear it.
fn packet<E: Event>(event: &E) -> Option<Packet> {
    // Every event can be written as JSON.
    let payload = to_raw_value(event).ok()?;
    Some(Packet {
        event: E::NAME,
        payload,
    })
}

/// The one task that tells.
pub(super) struct Fanout {
    io: SocketIo,
    lobby: LobbyMode,
    audience: Audience,
    passages: Passages,
}

impl Fanout {
    /// `heads` is where the rooms stand before anything is told.
    pub(super) fn new(
        io: SocketIo,
        lobby: LobbyMode,
        heads: Vec<RoomHead>,
        passages: Passages,
    ) -> Self {
        Self {
            io,
            lobby,
            audience: Audience::new(heads),
            passages,
        }
    }

    /// Runs until the store is closed.
    pub(super) async fn run(mut self, mut committed: mpsc::Receiver<Committed>) {
        let mut news = Vec::with_capacity(BATCH);
        let mut remind = interval(REMIND_EVERY);
        remind.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                count = committed.recv_many(&mut news, BATCH) => match count {
                    0 => return,
                    _ => self.tell(news.drain(..)).await,
                },
                Some(passage) = self.passages.0.recv() => self.pass(passage),
                _ = remind.tick() => self.audience.remind(),
            }
        }
    }

    /// A run of messages is told room by room; what members' news say comes after the messages
    /// that were committed before it.
    async fn tell(&mut self, news: impl Iterator<Item = Committed> + Send) {
        let mut run: HashMap<RoomId, Run> = HashMap::new();
        for one in news {
            match one {
                Committed::Message(message) => {
                    if self.lobby == LobbyMode::Open {
                        tell_tutorial_clients(&self.io, &message).await;
                    }
                    let run = run.entry(message.room).or_default();
                    run.latest = message.seq;
                    run.packets.extend(packet(&MessagePosted(message)));
                }
                Committed::MemberChanged(member) => {
                    self.tell_rooms(&mut run).await;
                    let packet = packet(&MemberChanged(member));
                    for listener in self.audience.all() {
                        listener.tell(packet.as_slice());
                    }
                }
            }
        }
        self.tell_rooms(&mut run).await;
    }

    /// Reader by reader: what one gets in one go is written to its connection in one go.
    async fn tell_rooms(&mut self, run: &mut HashMap<RoomId, Run>) {
        for (room, Run { packets, latest }) in run.drain() {
            for listener in self.audience.of(room, latest) {
                listener.tell(&packets);
                // A large room must not keep a thread from what else there is to do.
                tokio::task::consume_budget().await;
            }
        }
    }

    fn pass(&mut self, passage: Passage) {
        match passage {
            Passage::In {
                socket,
                pace,
                me,
                rooms,
                done,
            } => {
                self.audience.enter(socket, pace, me, rooms);
                // Whoever asked may have gone meanwhile.
                let _ = done.send(());
            }
            Passage::Out(id) => self.audience.leave(id),
        }
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
