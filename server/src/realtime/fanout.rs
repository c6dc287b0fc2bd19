//! Tells everybody what was stored, in the order in which it was.
//!
//! One task, so that order cannot be lost. A packet that does not fit into a slow reader's queue is
//! dropped for that reader alone, see [`pace`](super::pace). New sockets are let in by the same task, so that
//! each hears what comes after its welcome, and that once.

use std::{collections::HashMap, time::Duration};

use protocol::{
    CHAT_NAMESPACE, MemberId, Message, RoomHead, RoomId, RoomKind, Seq,
    event::{
        Event, IgnoredChanged, MemberChanged, MemberJoined, MemberLeft, MessagePosted,
        PreferenceChanged, RoomChanged,
    },
};
use serde::Serialize;
use socketioxide::{BroadcastError, SocketError, SocketIo, extract::SocketRef, socket::Sid};
use tokio::{
    sync::{mpsc, oneshot},
    time::{MissedTickBehavior, interval},
};

use super::{
    audience::{Audience, Entrant, Entry, Look, Portion},
    pace::of_room,
    tutorial,
    wires::Wires,
};
use crate::store::{Committed, Lobby, News};

/// The Socket.IO room of one member's sockets on the tutorial's namespace.
pub(super) fn of_member(member: MemberId) -> String {
    format!("member:{member}")
}

/// Who comes and goes.
enum Passage {
    /// A socket that wants to hear its rooms.
    In(Box<Entrant>, oneshot::Sender<Entry>),
    /// One that has come in and is in more rooms.
    More(Box<Portion>, oneshot::Sender<Entry>),
    /// One that looks at a room.
    Look(Look, oneshot::Sender<(Entry, Seq)>),
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
    /// stand, and hears all that comes after, once. Nothing when the server stops.
    pub(super) async fn enter(&self, entrant: Entrant) -> Option<Entry> {
        let (done, entered) = oneshot::channel();
        let passage = Passage::In(Box::new(entrant), done);
        self.0.send(passage).ok()?;
        entered.await.ok()
    }

    /// Tells a socket that has come in of more of its rooms, and lets it hear them, in the same way.
    pub(super) async fn tell_more(&self, portion: Portion) -> Option<Entry> {
        let (done, told) = oneshot::channel();
        let passage = Passage::More(Box::new(portion), done);
        self.0.send(passage).ok()?;
        told.await.ok()
    }

    /// Lets a socket that has come in hear a room that it looks at. Where the room stands is told
    /// with it, and all that comes after is heard.
    pub(super) async fn look(&self, look: Look) -> Option<(Entry, Seq)> {
        let (done, looks) = oneshot::channel();
        self.0.send(Passage::Look(look, done)).ok()?;
        looks.await.ok()
    }

    /// Nothing more is told to the socket. To be called once it is disconnected.
    pub(super) fn leave(&self, socket: &SocketRef) {
        // When the server stops nobody hears anything anyhow.
        let _ = self.0.send(Passage::Out(socket.id));
    }
}

/// Messages after which the connections' own tasks get their turn, or a burst would fill the queues
/// of readers that are quick.
const IN_ONE_GO: usize = 32;

/// How often lagging readers are tried again when nothing is said.
const REMIND_EVERY: Duration = Duration::from_millis(500);

/// Bytes said after which it is counted for whom too much waits.
const COUNT_EVERY: u64 = 128 * 1024;

/// Bytes of a message as it travels, beside its text, at least. What was not counted here shows when
/// it is taken.
const AROUND: usize = 256;

/// Some reader's queue was full.
struct Lagging;

/// What was said and is not counted yet, see [`Audience::count`].
#[derive(Default)]
struct Uncounted {
    rooms: HashMap<RoomId, u64>,
    bytes: u64,
}

fn is_full(error: &SocketError) -> bool {
    matches!(error, SocketError::InternalChannelFull)
}

/// The one task that tells.
pub(super) struct Fanout {
    io: SocketIo,
    lobby: Lobby,
    audience: Audience,
    passages: Passages,
    uncounted: Uncounted,
}

impl Fanout {
    /// `heads` is where the rooms stand before anything is told.
    pub(super) fn new(
        io: SocketIo,
        lobby: Lobby,
        heads: Vec<RoomHead>,
        passages: Passages,
        wires: Wires,
    ) -> Self {
        Self {
            io,
            lobby,
            audience: Audience::new(heads, wires),
            passages,
            uncounted: Uncounted::default(),
        }
    }

    /// Runs until the store is closed.
    pub(super) async fn run(mut self, mut committed: mpsc::Receiver<Committed>) {
        let mut in_one_go = 0;
        let mut remind = interval(REMIND_EVERY);
        remind.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                news = committed.recv() => match news {
                    Some(news) => {
                        self.tell(news).await;
                        in_one_go = (in_one_go + 1) % IN_ONE_GO;
                        if in_one_go == 0 {
                            tokio::task::yield_now().await;
                        }
                    }
                    None => return,
                },
                Some(passage) = self.passages.0.recv() => self.pass(passage),
                _ = remind.tick() => self.audience.remind(),
            }
        }
    }

    async fn tell(&mut self, Committed { epoch, news }: Committed) {
        self.audience.outdated(news.outdates(), epoch);
        let is_heard = match news {
            News::Message(message) => {
                if self.lobby == Lobby::Open {
                    tell_tutorial_clients(&self.io, &message).await;
                }
                self.audience.is_told(message.room, message.seq);
                let (room, bytes) = (message.room, message.body.as_str().len() + AROUND);
                let told = self
                    .emit(&[room], MessagePosted::NAME, &MessagePosted(message))
                    .await;
                self.count(room, u64::try_from(bytes).unwrap_or(u64::MAX));
                told
            }
            News::MemberChanged { member, rooms } => {
                self.audience.is_shown(&member);
                self.emit(&rooms, MemberChanged::NAME, &MemberChanged(member))
                    .await
            }
            News::Joined { member, room } => {
                self.audience.add_room(member.id, &room);
                let room = room.id;
                self.emit(&[room], MemberJoined::NAME, &MemberJoined { room, member })
                    .await
            }
            News::Left { member, room } => {
                self.audience.remove_room(member, room);
                self.emit(&[room], MemberLeft::NAME, &MemberLeft { room, member })
                    .await
            }
            News::RoomOpened(room) => {
                self.audience.open_room(&room);
                Ok(())
            }
            News::RoomChanged(room) => {
                let id = room.id;
                if room.kind == RoomKind::Private {
                    self.audience.hide_room(id);
                }
                self.emit(&[id], RoomChanged::NAME, &RoomChanged(room))
                    .await
            }
            News::RoomGone(room) => {
                self.audience.close_room(room);
                Ok(())
            }
            News::PreferenceChanged { member, preference } => {
                let news = PreferenceChanged(preference);
                self.audience
                    .tell_member(member, PreferenceChanged::NAME, &news);
                Ok(())
            }
            News::IgnoredChanged { member, ignored } => {
                let news = IgnoredChanged { ignored };
                self.audience
                    .tell_member(member, IgnoredChanged::NAME, &news);
                Ok(())
            }
            News::AccessChanged(member) => {
                self.audience.cut(member, None);
                Ok(())
            }
            News::SessionsEnded { member, sessions } => {
                self.audience.cut(member, Some(&sessions));
                Ok(())
            }
            News::LobbyChanged(lobby) => {
                self.lobby = lobby;
                if lobby == Lobby::Closed {
                    self.audience.cut_visitors();
                    tutorial::all_leave(&self.io).await;
                }
                Ok(())
            }
            News::InstanceChanged(_) => Ok(()),
        };
        if is_heard.is_err() {
            self.audience.find_lagging();
        }
    }

    fn count(&mut self, room: RoomId, bytes: u64) {
        *self.uncounted.rooms.entry(room).or_default() += bytes;
        self.uncounted.bytes += bytes;
        if self.uncounted.bytes >= COUNT_EVERY {
            let said = std::mem::take(&mut self.uncounted);
            self.audience.count(&said.rooms);
        }
    }

    /// Writes the packet once and queues it on every socket that hears one of the rooms.
    async fn emit<T: Serialize>(
        &self,
        rooms: &[RoomId],
        event: &str,
        payload: &T,
    ) -> Result<(), Lagging> {
        if rooms.is_empty() {
            // To nobody in particular would be to everybody.
            return Ok(());
        }
        match self.io.of(CHAT_NAMESPACE) {
            Some(chat) => {
                let rooms: Vec<String> = rooms.iter().map(|room| of_room(*room)).collect();
                let told = chat.within(rooms).emit(event, payload).await;
                told.or_else(|error| match error {
                    BroadcastError::Socket(errors) if errors.iter().any(is_full) => Err(Lagging),
                    // One that has gone is taken off the list in a moment.
                    _ => Ok(()),
                })
            }
            None => Ok(()),
        }
    }

    fn pass(&mut self, passage: Passage) {
        match passage {
            Passage::In(entrant, done) => {
                let entry = self.audience.enter(*entrant);
                // Whoever asked may have gone meanwhile.
                let _ = done.send(entry);
            }
            Passage::More(portion, done) => {
                let _ = done.send(self.audience.tell_more(*portion));
            }
            Passage::Look(look, done) => {
                let _ = done.send(self.audience.look(&look));
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
