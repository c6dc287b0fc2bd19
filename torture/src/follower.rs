//! What a member shows: it takes in each change that is the next, drops what it has, and asks for what
//! is missing.

use std::sync::{Arc, atomic::Ordering};

use protocol::{
    Ack, ErrorReply, Message, Rev, RoomId, Seq,
    event::{
        Event as _, HeadsReply, HeadsRequest, Lagging, MessageChanged, MessagePosted, Missed,
        ResumeRequest, ResumeRoom, Welcome,
    },
};
use socketio_client::{Client, Event, Events};
use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior, interval_at, sleep},
};

use crate::member::{Follow, HEADS_INTERVAL, RETRY_AFTER, Shared, ask, page_after};

pub struct Follower {
    pub client: Client,
    pub shared: Arc<Shared>,
    pub online: watch::Sender<Option<RoomId>>,
    pub rev: watch::Sender<Rev>,
}

impl Follower {
    pub async fn run(self, mut events: Events) {
        let mut heads = interval_at(Instant::now() + HEADS_INTERVAL, HEADS_INTERVAL);
        heads.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                event = events.next() => match event {
                    Some(event) => self.hear(event).await,
                    None => return,
                },
                _ = heads.tick() => self.compare_heads().await,
            }
        }
    }

    async fn hear(&self, event: Event) {
        match event {
            Event::Message(message) if message.name == Welcome::NAME => {
                if let Ok(welcome) = message.payload.read::<Welcome>() {
                    self.shared.welcomes.fetch_add(1, Ordering::Relaxed);
                    if let Some(head) = welcome.heads.first() {
                        self.online.send_replace(Some(head.room));
                        self.catch_up(head.rev).await;
                    }
                }
            }
            Event::Message(message) if message.name == Lagging::NAME => {
                if let Ok(lagging) = message.payload.read::<Lagging>()
                    && let Some(head) = lagging.heads.first()
                {
                    self.catch_up(head.rev).await;
                }
            }
            Event::Message(message)
                if [MessagePosted::NAME, MessageChanged::NAME].contains(&&*message.name)
                    && self.shared.follow == Follow::All =>
            {
                if let Ok(message) = message.payload.read::<Message>() {
                    self.take_in(&message).await;
                }
            }
            Event::Refused { data } => {
                let text = data["message"].as_str().unwrap_or_default();
                if let Ok(error) = serde_json::from_str::<ErrorReply>(text) {
                    self.shared.refused(&error);
                }
                sleep(RETRY_AFTER).await;
                // Fails only when the client is closed, and then nobody listens.
                let _ = self.client.reconnect_now();
            }
            Event::Disconnected { .. } => {
                self.online.send_replace(None);
            }
            _ => {}
        }
    }

    async fn take_in(&self, message: &Message) {
        if message.rev == self.rev().next() {
            self.show(message);
            self.rev.send_replace(message.rev);
        } else if message.rev > self.rev() {
            self.catch_up(message.rev).await;
        }
    }

    async fn compare_heads(&self) {
        let is_online = self.online.borrow().is_some();
        if self.shared.follow == Follow::None || !is_online {
            return;
        }
        if let Some(Ack::Ok(HeadsReply { heads, .. })) =
            ask(&self.client, &HeadsRequest::default()).await
            && let Some(head) = heads.first()
        {
            self.catch_up(head.rev).await;
        }
    }

    /// Asks for what changed up to this revision. Gives up when the connection does: the next
    /// welcome or comparison of heads begins again.
    async fn catch_up(&self, head: Rev) {
        if self.shared.follow == Follow::None || head <= self.rev() {
            return;
        }
        self.shared.gaps.fetch_add(1, Ordering::Relaxed);
        while self.rev() < head {
            let Some(room) = *self.online.borrow() else {
                return;
            };
            let before = self.rev();
            if self.resume(room).await.is_none() || self.rev() == before {
                return;
            }
        }
    }

    async fn resume(&self, room: RoomId) -> Option<()> {
        let held = self.holds(room);
        let request = ResumeRequest {
            timeline: None,
            rooms: vec![held],
        };
        let Some(Ack::Ok(reply)) = ask(&self.client, &request).await else {
            return None;
        };
        let resumed = reply.rooms.into_iter().next()?;
        match resumed.missed {
            Missed::Messages(messages) => {
                for message in &messages {
                    self.show(message);
                }
                self.rev.send_replace(resumed.rev);
            }
            Missed::Reset => self.begin_anew(room).await?,
        }
        Some(())
    }

    /// Too much has changed: lets go of what it holds, and goes on with what came after that.
    async fn begin_anew(&self, room: RoomId) -> Option<()> {
        self.shared.held().fill(None);
        let mut rev = None;
        loop {
            let last = self.holds(room).seq;
            let Some(Ack::Ok(page)) = page_after(&self.client, room, last).await else {
                return None;
            };
            // What changed since the first of the pages was read is asked for afterwards.
            rev.get_or_insert(page.rev);
            for message in &page.messages {
                self.show(message);
            }
            if self.holds(room).seq >= page.head {
                self.rev.send_replace(rev?);
                return Some(());
            }
        }
    }

    /// What it holds of the room: the messages after those that it let go of.
    fn holds(&self, room: RoomId) -> ResumeRoom {
        let held = self.shared.held();
        let first = held.iter().position(Option::is_some).unwrap_or(held.len());
        let seq = |count: usize| Seq::new(count as u64).unwrap_or(Seq::MAX);
        ResumeRoom {
            room,
            from: seq(first + 1),
            seq: seq(held.len()),
            rev: self.rev(),
        }
    }

    fn show(&self, message: &Message) {
        self.shared.records.seen.note(message);
        let mut held = self.shared.held();
        let index = usize::try_from(message.seq.get()).unwrap_or(usize::MAX) - 1;
        if held.len() <= index {
            held.resize(index + 1, None);
        }
        let there = &mut held[index];
        *there = (*there).max(Some(message.rev));
    }

    fn rev(&self) -> Rev {
        *self.rev.borrow()
    }
}
