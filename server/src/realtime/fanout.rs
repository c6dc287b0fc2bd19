//! Publishes committed events to the subscribers, in commit order.
//!
//! It is a single task, so that the order cannot be lost. A packet that does not fit into a slow
//! client's queue is dropped for that client alone, see [`backpressure`](super::backpressure). The
//! same task registers new sockets, so that each receives everything after its welcome exactly
//! once.

use std::{collections::HashMap, time::Duration};

use protocol::{
    CHAT_NAMESPACE, MemberId, Message, RoomHead, RoomId, RoomKind, TimelineId,
    event::{
        DraftChanged, Event, IgnoredChanged, MemberChanged, MemberJoined, MemberLeft,
        MessageChanged, MessagePosted, PreferenceChanged, Reacted, ReminderDue, RemindersChanged,
        RoomChanged, ScheduledChanged, Voted,
    },
};
use serde::Serialize;
use socketioxide::{BroadcastError, SocketError, SocketIo};
use tokio::{
    sync::mpsc,
    time::{MissedTickBehavior, interval},
};

use super::{
    backpressure::of_room,
    registrar::{Command, Commands},
    subscribers::Subscribers,
    transports::Transports,
    tutorial,
};
use store::{CommittedEvent, Lobby, StoreEvent};

/// The Socket.IO room of one member's sockets in the tutorial's namespace.
pub(super) fn of_member(member: MemberId) -> String {
    format!("member:{member}")
}

/// Messages after which the fan-out yields to the connections' tasks; without that a burst would
/// fill the queues of fast clients too.
const IN_ONE_GO: usize = 32;

/// How often notifying lagging subscribers is tried again when nothing is published.
const REMIND_EVERY: Duration = Duration::from_millis(500);

/// Published bytes after which each subscriber's queued bytes are counted.
const COUNT_EVERY: u64 = 128 * 1024;

/// Lower bound of a message's bytes on the wire, beside its text. What was not counted here is
/// corrected when it is written.
const AROUND: usize = 256;

/// The queue of at least one subscriber was full.
struct QueueFull;

/// Published and not counted yet, see [`Subscribers::count`].
#[derive(Default)]
struct Uncounted {
    rooms: HashMap<RoomId, u64>,
    bytes: u64,
}

fn is_full(error: &SocketError) -> bool {
    matches!(error, SocketError::InternalChannelFull)
}

/// The task that publishes events.
pub(super) struct Fanout {
    io: SocketIo,
    lobby: Lobby,
    subscribers: Subscribers,
    commands: Commands,
    uncounted: Uncounted,
}

impl Fanout {
    /// `heads`: the `seq` of each room's last message, before anything is published.
    pub(super) fn new(
        io: SocketIo,
        lobby: Lobby,
        heads: Vec<RoomHead>,
        timeline: TimelineId,
        commands: Commands,
        transports: Transports,
    ) -> Self {
        Self {
            io,
            lobby,
            subscribers: Subscribers::new(heads, timeline, transports),
            commands,
            uncounted: Uncounted::default(),
        }
    }

    /// Runs until the store is closed.
    pub(super) async fn run(mut self, mut committed: mpsc::Receiver<CommittedEvent>) {
        let mut in_one_go = 0;
        let mut remind = interval(REMIND_EVERY);
        remind.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                news = committed.recv() => match news {
                    Some(news) => {
                        self.publish(news).await;
                        in_one_go = (in_one_go + 1) % IN_ONE_GO;
                        if in_one_go == 0 {
                            tokio::task::yield_now().await;
                        }
                    }
                    None => return,
                },
                Some(command) = self.commands.0.recv() => self.pass(command),
                _ = remind.tick() => self.subscribers.remind(),
            }
        }
    }

    /// Publishes a message to the room's subscribers; both events carry it as it is.
    async fn publish_message(&mut self, event: &str, message: Message) -> Result<(), QueueFull> {
        let (room, seq, rev) = (message.room, message.seq, message.rev);
        let bytes = bytes_of(&message);
        let head = RoomHead { room, seq, rev };
        self.publish_in_order(head, event, &message, bytes).await
    }

    /// Publishes a change of a room's messages.
    async fn publish_in_order<T: Serialize>(
        &mut self,
        head: RoomHead,
        event: &str,
        payload: &T,
        bytes: u64,
    ) -> Result<(), QueueFull> {
        self.subscribers.advance(head);
        let published = self.emit(&[head.room], event, payload).await;
        self.count(head.room, bytes);
        published
    }

    async fn publish(&mut self, CommittedEvent { epoch, event }: CommittedEvent) {
        self.subscribers.published.outdated(event.outdates(), epoch);
        let published = match event {
            StoreEvent::Message(message) => {
                if self.lobby == Lobby::Open {
                    publish_to_tutorial(&self.io, &message).await;
                }
                self.publish_message(MessagePosted::NAME, message).await
            }
            StoreEvent::MessageChanged(message) => {
                self.publish_message(MessageChanged::NAME, message).await
            }
            StoreEvent::Reacted(reacted) => {
                let Reacted { room, seq, rev, .. } = reacted;
                let (head, bytes) = (RoomHead { room, seq, rev }, AROUND as u64);
                self.publish_in_order(head, Reacted::NAME, &reacted, bytes)
                    .await
            }
            StoreEvent::Voted { voted, by, choice } => {
                // Theirs comes first, so that it is the next change to them, and the other is not.
                let own = Voted {
                    mine: Some(choice),
                    ..voted.clone()
                };
                self.subscribers.send_to_member(by, Voted::NAME, &own);
                let Voted { room, seq, rev, .. } = voted;
                let (head, bytes) = (RoomHead { room, seq, rev }, AROUND as u64);
                self.publish_in_order(head, Voted::NAME, &voted, bytes)
                    .await
            }
            StoreEvent::MemberChanged { member, rooms } => {
                self.subscribers.published.record_profile(&member);
                self.emit(&rooms, MemberChanged::NAME, &MemberChanged(member))
                    .await
            }
            StoreEvent::Joined { member, room } => {
                self.subscribers.add_room(member.id, &room);
                let room = room.id;
                self.emit(&[room], MemberJoined::NAME, &MemberJoined { room, member })
                    .await
            }
            StoreEvent::Left { member, room } => {
                self.subscribers.remove_room(member, room);
                self.emit(&[room], MemberLeft::NAME, &MemberLeft { room, member })
                    .await
            }
            StoreEvent::RoomOpened(room) => {
                self.subscribers.open_room(&room);
                Ok(())
            }
            StoreEvent::RoomChanged(room) => {
                let id = room.id;
                if room.kind == RoomKind::Private {
                    self.subscribers.hide_room(id);
                }
                self.emit(&[id], RoomChanged::NAME, &RoomChanged(room))
                    .await
            }
            StoreEvent::RoomGone(room) => {
                self.subscribers.close_room(room);
                Ok(())
            }
            StoreEvent::PreferenceChanged { member, preference } => {
                let news = PreferenceChanged(preference);
                self.subscribers
                    .send_to_member(member, PreferenceChanged::NAME, &news);
                Ok(())
            }
            StoreEvent::IgnoredChanged { member, ignored } => {
                let news = IgnoredChanged { ignored };
                self.subscribers
                    .send_to_member(member, IgnoredChanged::NAME, &news);
                Ok(())
            }
            StoreEvent::ScheduledChanged { member, changed } => {
                self.subscribers
                    .send_to_member(member, ScheduledChanged::NAME, &changed);
                Ok(())
            }
            StoreEvent::DraftChanged { member, changed } => {
                self.subscribers
                    .send_to_member(member, DraftChanged::NAME, &changed);
                Ok(())
            }
            StoreEvent::ReminderDue { member, reminder } => {
                self.subscribers
                    .send_to_member(member, ReminderDue::NAME, &reminder);
                Ok(())
            }
            StoreEvent::RemindersChanged { member, changed } => {
                self.subscribers
                    .send_to_member(member, RemindersChanged::NAME, &changed);
                Ok(())
            }
            StoreEvent::AccessChanged(member) => {
                self.subscribers.disconnect(member, None);
                Ok(())
            }
            StoreEvent::SessionsEnded { member, sessions } => {
                self.subscribers.disconnect(member, Some(&sessions));
                Ok(())
            }
            StoreEvent::LobbyChanged(lobby) => {
                self.lobby = lobby;
                if lobby == Lobby::Closed {
                    self.subscribers.disconnect_visitors();
                    tutorial::all_leave(&self.io).await;
                }
                Ok(())
            }
            StoreEvent::WorkspaceChanged(_) => Ok(()),
        };
        if published.is_err() {
            self.subscribers.find_lagging();
        }
    }

    fn count(&mut self, room: RoomId, bytes: u64) {
        *self.uncounted.rooms.entry(room).or_default() += bytes;
        self.uncounted.bytes += bytes;
        if self.uncounted.bytes >= COUNT_EVERY {
            let said = std::mem::take(&mut self.uncounted);
            self.subscribers.count(&said.rooms);
        }
    }

    /// Encodes the packet once and queues it on every socket subscribed to one of the rooms.
    async fn emit<T: Serialize>(
        &self,
        rooms: &[RoomId],
        event: &str,
        payload: &T,
    ) -> Result<(), QueueFull> {
        if rooms.is_empty() {
            // An empty list would address all sockets.
            return Ok(());
        }
        match self.io.of(CHAT_NAMESPACE) {
            Some(chat) => {
                let rooms: Vec<String> = rooms.iter().map(|room| of_room(*room)).collect();
                let told = chat.within(rooms).emit(event, payload).await;
                told.or_else(|error| match error {
                    BroadcastError::Socket(errors) if errors.iter().any(is_full) => Err(QueueFull),
                    // A disconnected socket is about to be unregistered.
                    _ => Ok(()),
                })
            }
            None => Ok(()),
        }
    }

    fn pass(&mut self, command: Command) {
        match command {
            Command::In(subscriber, done) => {
                let entry = self.subscribers.enter(*subscriber);
                // The socket may have disconnected meanwhile.
                let _ = done.send(entry);
            }
            Command::More(batch, done) => {
                let _ = done.send(self.subscribers.send_rooms(*batch));
            }
            Command::Watch(watch, done) => {
                let _ = done.send(self.subscribers.watch(&watch));
            }
            Command::Out(id) => self.subscribers.leave(id),
        }
    }
}

/// The sender has had the tutorial's answer already.
async fn publish_to_tutorial(io: &SocketIo, message: &Message) {
    let Some(text) = message.content.words() else {
        return;
    };
    let text = format!("{} said {text}", message.author.name);
    let sent = io
        .within(tutorial::room_of(message.room))
        .except(of_member(message.author.id))
        .emit(tutorial::MESSAGE, &text)
        .await;
    if sent.is_err() {
        tracing::debug!("some tutorial clients are behind");
    }
}

/// What a message is counted as where it waits for a reader.
fn bytes_of(message: &Message) -> u64 {
    let text = message.content.words().map_or(0, str::len);
    u64::try_from(text + AROUND).unwrap_or(u64::MAX)
}
