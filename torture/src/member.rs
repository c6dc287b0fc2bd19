//! The reference client: does what docs/protocol.md tells clients to do, and nothing else. It
//! numbers its messages and sends each until it is acked; it shows a message when it is the next,
//! drops it when it has it, and asks for what is missing.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures_util::future::join_all;
use protocol::{
    Ack, CHAT_NAMESPACE, ErrorCode, ErrorReply, Message, MessageId, Rev, RoomId, Seq,
    VisitorSession,
    event::{
        Cursor, DeleteRequest, EditRequest, Event as _, HistoryPage, HistoryRequest, Part, Request,
        SendRequest, Sent,
    },
};
use serde_json::json;
use socketio_client::{AckError, Backoff, Client, Overflow};
use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{Instant, sleep},
};

use crate::{
    failure::{Failure, PATIENCE, holds, within},
    follower::Follower,
    record::{
        Acked, Acks, Held, Refusals, Revised, Revision, Revisions, Seen, body, client_id,
        edited_body,
    },
};

/// How long an ack may take; then the same is asked again.
const ACK_TIMEOUT: Duration = Duration::from_secs(20);

/// How often heads are asked for. Sooner than people's clients do, as trials are short.
pub const HEADS_INTERVAL: Duration = Duration::from_secs(2);

/// Before the same is tried again after a temporary refusal.
pub const RETRY_AFTER: Duration = Duration::from_millis(50);

/// What a trial keeps of all its members.
#[derive(Clone, Default)]
pub struct Records {
    /// What senders were promised.
    pub acks: Arc<Acks>,
    /// What they were promised of changes.
    pub revisions: Arc<Revisions>,
    /// What receivers saw.
    pub seen: Arc<Seen>,
    pub refusals: Arc<Refusals>,
}

/// What a member does with the messages of the room.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Follow {
    /// Shows all of them, from the first.
    All,
    None,
}

/// A member of the room; it leaves when this is dropped.
pub struct Member {
    number: usize,
    client: Client,
    next: u64,
    shared: Arc<Shared>,
    online: watch::Receiver<Option<RoomId>>,
    rev: watch::Receiver<Rev>,
    follower: JoinHandle<()>,
}

/// What the member and its follower know.
pub struct Shared {
    pub records: Records,
    pub follow: Follow,
    pub welcomes: AtomicU64,
    pub gaps: AtomicU64,
    /// The states of the messages that the follower shows.
    held: Mutex<Held>,
    /// A refusal that no waiting will mend.
    broken: Mutex<Option<ErrorReply>>,
}

impl Member {
    /// Connects as the guest of that session; `to` is the server or a proxy before it.
    pub fn join(
        number: usize,
        to: SocketAddr,
        session: &VisitorSession,
        follow: Follow,
        records: Records,
    ) -> Result<Self, Failure> {
        let (client, events) = Client::builder(&format!("http://{to}"))
            .namespace(CHAT_NAMESPACE)
            .auth(json!({ "token": session.token }))
            // Sooner than people's clients come back, as trials are short.
            .reconnect(Some(Backoff {
                first: Duration::from_millis(20),
                max: Duration::from_millis(500),
            }))
            .seed(number as u64 + 1)
            .connect_timeout(Duration::from_secs(10))
            // What is written while there is no connection waits here, or it would go out before
            // what was sent last and lost.
            .buffer(0, Overflow::Refuse)
            .connect()?;
        let shared = Arc::new(Shared {
            records,
            follow,
            welcomes: AtomicU64::new(0),
            gaps: AtomicU64::new(0),
            held: Mutex::default(),
            broken: Mutex::new(None),
        });
        let (tell_online, online) = watch::channel(None);
        let (tell_rev, rev) = watch::channel(Rev::ZERO);
        let follower = Follower {
            client: client.clone(),
            shared: Arc::clone(&shared),
            online: tell_online,
            rev: tell_rev,
        };
        Ok(Self {
            number,
            client,
            next: 0,
            shared,
            online,
            rev,
            follower: tokio::spawn(follower.run(events)),
        })
    }

    /// Waits until it is welcome; the room that it is in.
    pub async fn room(&mut self) -> Result<RoomId, Failure> {
        let what = format!("member {} is welcomed", self.number);
        let welcome = self.online.wait_for(Option::is_some);
        let room = within(PATIENCE, what, welcome).await?;
        // The follower ends with this member, so it tells as long as this one asks.
        let room = room.ok().and_then(|room| *room);
        self.shared.verify_whole()?;
        room.ok_or_else(|| Failure::Late {
            what: "a welcome".into(),
            patience: PATIENCE,
        })
    }

    /// Sends the next message until it is acked.
    pub async fn send(&mut self) -> Result<Sent, Failure> {
        let mut sent = self.send_together(1).await?;
        Ok(sent.remove(0))
    }

    /// Sends the next `count` messages without waiting in between, until all are acked. After a
    /// failure it begins again with the first that has no ack.
    pub async fn send_together(&mut self, count: u64) -> Result<Vec<Sent>, Failure> {
        let (first, mut sent) = (self.next, Vec::new());
        let started = Instant::now();
        while self.next < first + count {
            let room = self.room().await?;
            let tries = (self.next..first + count).map(|number| self.try_send(room, number));
            for result in join_all(tries).await {
                match result {
                    Ok(one) => {
                        self.shared.records.acks.add(Acked {
                            member: self.number,
                            number: self.next,
                            seq: one.seq,
                        });
                        self.next += 1;
                        sent.push(one);
                    }
                    Err(retry) => {
                        self.shared.verify_whole()?;
                        sleep(retry).await;
                        break;
                    }
                }
            }
            let what = format!("member {}: an ack at last", self.number);
            if started.elapsed() > PATIENCE * 2 {
                return Err(Failure::Late {
                    what,
                    patience: PATIENCE * 2,
                });
            }
        }
        for (number, one) in (first..).zip(&sent) {
            if let Some(revision) = Revision::of(number) {
                self.revise(one.id, number, revision).await?;
            }
        }
        Ok(sent)
    }

    /// Changes a message of its own until that is acked.
    async fn revise(
        &mut self,
        message: MessageId,
        number: u64,
        revision: Revision,
    ) -> Result<(), Failure> {
        let what = format!("member {}: the ack of a change", self.number);
        let asking = async {
            loop {
                self.room().await?;
                match self.try_revise(message, number, revision).await {
                    Some(Ack::Ok(_)) => return Ok::<_, Failure>(()),
                    Some(Ack::Error(error)) => {
                        self.shared.refused(&error);
                        self.shared.verify_whole()?;
                    }
                    None => {}
                }
                sleep(RETRY_AFTER).await;
            }
        };
        within(PATIENCE * 2, what, asking).await??;
        self.shared.records.revisions.add(Revised {
            member: self.number,
            number,
            revision,
        });
        Ok(())
    }

    async fn try_revise(
        &self,
        message: MessageId,
        number: u64,
        revision: Revision,
    ) -> Option<Ack<Message>> {
        match revision {
            Revision::Edit => {
                let body = edited_body(self.number, number);
                let request = json!({ "message": message, "body": body });
                let answer = self
                    .client
                    .emit_with_ack(EditRequest::NAME, &request, ACK_TIMEOUT);
                answer.await.ok()
            }
            Revision::Delete => ask(&self.client, &DeleteRequest { message }).await,
        }
    }

    /// One try; how long to wait before another one.
    async fn try_send(&self, room: RoomId, number: u64) -> Result<Sent, Duration> {
        let request = json!({
            "room": room,
            "client_id": client_id(self.number, number),
            "body": body(self.number, number),
        });
        let answer =
            self.client
                .emit_with_ack::<Ack<Sent>>(SendRequest::NAME, &request, ACK_TIMEOUT);
        match answer.await {
            Ok(Ack::Ok(sent)) => Ok(sent),
            Ok(Ack::Error(error)) => {
                self.shared.refused(&error);
                Err(match error.code {
                    ErrorCode::RateLimited { retry_after_ms } => {
                        Duration::from_millis(retry_after_ms)
                    }
                    _ => RETRY_AFTER,
                })
            }
            Err(AckError::Payload) => {
                self.shared.refused(&ErrorReply::new(
                    ErrorCode::Unknown,
                    "an ack that cannot be read",
                ));
                Err(RETRY_AFTER)
            }
            Err(_) => Err(Duration::from_millis(5)),
        }
    }

    /// One page after a `seq`, for audits; asks until it is answered.
    pub async fn page_after(&mut self, after: Seq) -> Result<HistoryPage, Failure> {
        let asking = async {
            loop {
                let room = self.room().await?;
                let page = page_after(&self.client, room, after).await;
                if let Some(Ack::Ok(page)) = page {
                    return Ok(page);
                }
                sleep(RETRY_AFTER).await;
            }
        };
        within(PATIENCE, "a page of history", asking).await?
    }

    /// Waits until it shows everything up to this revision.
    pub async fn knows(&mut self, rev: Rev, patience: Duration) -> Result<(), Failure> {
        let what = format!("member {} knows all changes up to {rev}", self.number);
        let known = within(patience, what, self.rev.wait_for(|known| *known >= rev)).await;
        self.shared.verify_whole()?;
        // An error says that the follower has ended, which it does with this member alone.
        known.map(|_| ())
    }

    /// The states in which it holds the messages of the room.
    pub fn held(&self) -> Held {
        self.shared.held().clone()
    }

    /// Messages that were acked.
    pub fn acked(&self) -> u64 {
        self.next
    }

    /// How often it was welcomed: once, and again after each lost connection.
    pub fn welcomes(&self) -> u64 {
        self.shared.welcomes.load(Ordering::Relaxed)
    }

    /// How often something was missing and was asked for.
    pub fn gaps(&self) -> u64 {
        self.shared.gaps.load(Ordering::Relaxed)
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.follower.abort();
    }
}

impl Shared {
    pub fn refused(&self, error: &ErrorReply) {
        self.records.refusals.add(error.code);
        if !error.code.is_temporary() {
            let mut broken = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
            broken.get_or_insert_with(|| error.clone());
        }
    }

    pub fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn verify_whole(&self) -> Result<(), Failure> {
        let broken = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
        holds(
            "refusals of a well-behaved member",
            broken.is_none(),
            "temporary ones only",
            format!("{broken:?}"),
        )
    }
}

pub async fn page_after(client: &Client, room: RoomId, after: Seq) -> Option<Ack<HistoryPage>> {
    let request = HistoryRequest {
        room,
        at: Cursor::After(after),
        limit: protocol::limits::MAX_HISTORY,
        part: Part::All,
    };
    ask(client, &request).await
}

pub async fn ask<R: Request>(client: &Client, request: &R) -> Option<Ack<R::Reply>> {
    client
        .emit_with_ack(R::NAME, request, ACK_TIMEOUT)
        .await
        .ok()
}
