//! The subscribed sockets, and how they are registered.
//!
//! A person may be in any number of rooms. The welcome names the first of them; the others follow
//! in batches, and a socket is subscribed to each batch when that batch is sent.

use std::collections::HashMap;

use protocol::{
    MemberId, PROTOCOL_VERSION, Role, Room, RoomHead, RoomId, TimelineId,
    event::{Event, Rooms, Welcome},
};
use serde::Serialize;
use socketioxide::socket::Sid;

use super::{
    backpressure::{State, heads},
    published::Published,
    registrar::{NewSubscriber, Registration, RoomBatch, Watch},
    subscriber::Subscriber,
    transports::Transports,
};
use store::{OwnRoom, OwnRooms, SessionId};

/// The registered sockets, and what was published to them.
pub(super) struct Subscribers {
    transports: Transports,
    /// The head of each room, as last published.
    heads: HashMap<RoomId, RoomHead>,
    timeline: TimelineId,
    subscribers: HashMap<Sid, Subscriber>,
    by_member: HashMap<MemberId, Vec<Sid>>,
    /// The room that each socket watches without its member being in it.
    watching: HashMap<Sid, RoomId>,
    pub published: Published,
    /// Lagging subscribers that have not been notified yet.
    lagging: Vec<Sid>,
}

impl Subscribers {
    /// `heads`: the `seq` of each room's last message, before anything is published.
    pub(super) fn new(heads: Vec<RoomHead>, timeline: TimelineId, transports: Transports) -> Self {
        Self {
            timeline,
            transports,
            heads: heads.into_iter().map(|one| (one.room, one)).collect(),
            subscribers: HashMap::new(),
            by_member: HashMap::new(),
            watching: HashMap::new(),
            published: Published::default(),
            lagging: Vec::new(),
        }
    }

    /// Records that a message is published.
    pub(super) fn advance(&mut self, now: RoomHead) {
        let room = now.room;
        let head = self.heads.entry(room).or_insert(RoomHead::empty(room));
        head.seq = head.seq.max(now.seq);
        head.rev = head.rev.max(now.rev);
        for subscriber in self
            .lagging
            .iter()
            .filter_map(|id| self.subscribers.get(id))
        {
            subscriber.backpressure.misses(room);
        }
    }

    /// Finds the subscribers whose queue was full. The Socket.IO layer does not say which, so all
    /// that keep up are sent the heads to compare. This is rare, because lagging subscribers are
    /// excluded from then on.
    pub(super) fn find_lagging(&mut self) {
        for (id, subscriber) in &self.subscribers {
            if subscriber.backpressure.state() == State::KeepsUp
                && subscriber
                    .backpressure
                    .check(&subscriber.socket, &self.heads)
                    == State::Lags
            {
                self.lagging.push(*id);
            }
        }
    }

    /// Counts the bytes published per room since the last call, and finds the subscribers for whom
    /// too many are queued.
    pub(super) fn count(&mut self, said: &HashMap<RoomId, u64>) {
        for (id, subscriber) in &self.subscribers {
            if subscriber.backpressure.count(&subscriber.socket, said) == State::Lags {
                self.lagging.push(*id);
            }
        }
    }

    /// Notifies lagging subscribers whose queues have room again.
    pub(super) fn remind(&mut self) {
        let (subscribers, heads) = (&self.subscribers, &self.heads);
        self.lagging.retain(|id| {
            subscribers.get(id).is_some_and(|subscriber| {
                if !subscriber.backpressure.has_recovered(&subscriber.socket) {
                    return true;
                }
                subscriber.backpressure.state() == State::Lags
                    && subscriber.backpressure.check(&subscriber.socket, heads) == State::Lags
            })
        });
    }

    /// Sends a socket its welcome and subscribes it to its rooms.
    pub(super) fn enter(&mut self, subscriber: NewSubscriber) -> Registration {
        let NewSubscriber {
            socket,
            backpressure,
            mut actor,
            own,
            epoch,
        } = subscriber;
        if self
            .published
            .is_outdated(actor.member.id, &own.rooms, epoch)
        {
            return Registration::Stale;
        }
        self.published.refresh_profile(&mut actor.member);
        let rooms = self.rooms(own.rooms);
        let ids = ids(&rooms);
        let subscriber = Subscriber {
            socket: socket.clone(),
            backpressure: backpressure.clone(),
            member: actor.member.id,
            session: actor.session,
            role: actor.role,
            transports: self.transports.clone(),
        };
        let welcome = Welcome {
            protocol: PROTOCOL_VERSION,
            timeline: self.timeline,
            me: actor.member,
            role: actor.role,
            rooms: rooms.rooms,
            heads: rooms.heads,
            preferences: rooms.preferences,
            administered: rooms.administered,
            ignored: own.ignored,
            reminders: own.reminders,
            more: rooms.more,
        };
        if socket.emit(Welcome::NAME, &welcome).is_err() {
            tracing::debug!(socket = %socket.id, "the welcome did not reach its client");
        }
        backpressure.add(&socket, &ids);
        if socket.connected() {
            let sockets = self.by_member.entry(subscriber.member).or_default();
            sockets.push(socket.id);
            self.subscribers.insert(socket.id, subscriber);
        } else {
            // It disconnected during the handshake, and no later [`Subscribers::leave`] will clean
            // it up.
            backpressure.clear(&socket);
            return Registration::Gone;
        }
        Registration::Done
    }

    /// Sends a socket its next batch of rooms and subscribes it to them.
    pub(super) fn send_rooms(&self, batch: RoomBatch) -> Registration {
        let RoomBatch { socket, own, epoch } = batch;
        let Some(subscriber) = self.subscribers.get(&socket.id) else {
            return Registration::Gone;
        };
        if self.published.is_outdated(subscriber.member, &own, epoch) {
            return Registration::Stale;
        }
        let rooms = self.rooms(own);
        if socket.emit(Rooms::NAME, &rooms).is_err() {
            return Registration::QueueFull;
        }
        subscriber.backpressure.add(&socket, &ids(&rooms));
        Registration::Done
    }

    /// Subscribes a socket to a room that it watches, and ends its previous watch. Also returns the
    /// `seq` of the room's last message.
    pub(super) fn watch(&mut self, watch: &Watch) -> (Registration, RoomHead) {
        let head = self.head(watch.room);
        let Some(subscriber) = self.subscribers.get(&watch.socket.id) else {
            return (Registration::Gone, head);
        };
        if self.published.has_changed(subscriber.member, watch.epoch) {
            return (Registration::Stale, head);
        }
        let before = self.watching.remove(&watch.socket.id);
        if let Some(before) = before.filter(|before| *before != watch.room) {
            subscriber.backpressure.remove(&subscriber.socket, before);
        }
        if !watch.is_in {
            subscriber
                .backpressure
                .add(&subscriber.socket, &[watch.room]);
            if !subscriber.socket.connected() {
                // It disconnected meanwhile, and no later [`Subscribers::leave`] will clean it up.
                subscriber.backpressure.clear(&subscriber.socket);
                return (Registration::Gone, head);
            }
            self.watching.insert(watch.socket.id, watch.room);
        }
        (Registration::Done, head)
    }

    fn head(&self, room: RoomId) -> RoomHead {
        self.heads
            .get(&room)
            .copied()
            .unwrap_or(RoomHead::empty(room))
    }

    fn rooms(&self, mut own: OwnRooms) -> Rooms {
        for person in own.rooms.iter_mut().flat_map(|one| &mut one.room.people) {
            self.published.refresh_profile(person);
        }
        Rooms {
            heads: heads(&self.heads, own.rooms.iter().map(|one| one.room.id)),
            preferences: own.rooms.iter().filter_map(|one| one.preference).collect(),
            administered: {
                let administered = own.rooms.iter().filter(|one| one.is_room_admin);
                administered.map(|one| one.room.id).collect()
            },
            used: own.rooms.iter().filter_map(OwnRoom::last_use).collect(),
            rooms: own.rooms.into_iter().map(|one| one.room).collect(),
            more: own.more,
        }
    }

    /// Removes a disconnected socket.
    pub(super) fn leave(&mut self, id: Sid) {
        self.watching.remove(&id);
        let Some(subscriber) = self.subscribers.remove(&id) else {
            return;
        };
        if let Some(sockets) = self.by_member.get_mut(&subscriber.member) {
            sockets.retain(|one| *one != id);
            if sockets.is_empty() {
                self.by_member.remove(&subscriber.member);
            }
        }
    }

    fn of_member(&self, member: MemberId) -> impl Iterator<Item = &Subscriber> {
        let ids = self.by_member.get(&member).into_iter().flatten();
        ids.filter_map(|id| self.subscribers.get(id))
    }

    /// Subscribes a member to a room.
    pub(super) fn add_room(&mut self, member: MemberId, room: &Room) {
        self.stop_watching(member, room.id);
        let head = self.head(room.id);
        for subscriber in self.of_member(member) {
            subscriber.add_room(room, head);
        }
    }

    /// Ends the watches of a member who has joined the room, or was removed from it.
    fn stop_watching(&mut self, member: MemberId, room: RoomId) {
        for id in self.by_member.get(&member).into_iter().flatten() {
            if self.watching.get(id) == Some(&room) {
                self.watching.remove(id);
            }
        }
    }

    /// Subscribes all full members of the workspace to a room.
    pub(super) fn open_room(&self, room: &Room) {
        let head = self.head(room.id);
        for subscriber in self.subscribers.values() {
            if subscriber.role.is_full_member() {
                subscriber.add_room(room, head);
            }
        }
    }

    /// Unsubscribes a member from a room.
    pub(super) fn remove_room(&mut self, member: MemberId, room: RoomId) {
        self.stop_watching(member, room);
        for subscriber in self.of_member(member) {
            subscriber.remove_room(room);
        }
    }

    /// Unsubscribes everyone who watches a room without being in it.
    pub(super) fn hide_room(&mut self, room: RoomId) {
        let subscribers = &self.subscribers;
        self.watching.retain(|id, watched| {
            if *watched == room
                && let Some(subscriber) = subscribers.get(id)
            {
                subscriber.remove_room(room);
            }
            *watched != room
        });
    }

    /// Unsubscribes everyone from a room.
    pub(super) fn close_room(&mut self, room: RoomId) {
        self.heads.remove(&room);
        self.watching.retain(|_, watched| *watched != room);
        for subscriber in self.subscribers.values() {
            if subscriber.backpressure.has(room) {
                subscriber.remove_room(room);
            }
        }
    }

    /// Sends an event to one member's sockets.
    pub(super) fn send_to_member<T: Serialize>(&self, member: MemberId, event: &str, payload: &T) {
        for subscriber in self.of_member(member) {
            subscriber.send(event, payload);
        }
    }

    /// Disconnects sockets of a member: all of them, so that they reconnect, or those of ended
    /// sessions, which cannot.
    pub(super) fn disconnect(&self, member: MemberId, sessions: Option<&[SessionId]>) {
        for subscriber in self.of_member(member) {
            if sessions.is_none_or(|ended| ended.contains(&subscriber.session)) {
                subscriber.disconnect();
            }
        }
    }

    /// Disconnects the sockets of all visitors.
    pub(super) fn disconnect_visitors(&self) {
        for subscriber in self.subscribers.values() {
            if subscriber.role == Role::Visitor {
                subscriber.disconnect();
            }
        }
    }
}

fn ids(rooms: &Rooms) -> Vec<RoomId> {
    rooms.heads.iter().map(|head| head.room).collect()
}
