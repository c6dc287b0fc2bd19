//! Everything that Natter keeps: the only place that knows SQL and SQLite.
//!
//! One writer task groups what is waiting into one transaction; a pool of readers serves the rest.
//! No type of the database crosses this border: handlers see [`Store`], values of `protocol`, and
//! [`StoreError`]. A sibling for another database would offer the same functions.
//!
//! Ordering: the writer commits (with fsync), hands each new message to the [`Committed`] channel
//! in the order of its `seq`, and only then answers the caller. Whoever broadcasts reads that
//! channel, so nothing is seen before it is on disk, and everybody sees the same order.

mod error;
mod members;
mod messages;
mod open;
mod rooms;
mod row;
mod writer;

use std::{
    path::Path,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use protocol::{
    ClientMessageId, DisplayName, Member, MemberId, Message, MessageBody, Room, RoomHead, RoomId,
    Seq, Slug,
    event::{Cursor, HistoryPage, Missed},
};
use sqlx::SqlitePool;
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};

pub use crate::domain::guest::TokenHash;
pub use error::{OpenError, StoreError};
use writer::{Answer, Job, Order, Write, Writer};

/// A message to be stored.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// Where.
    pub room: RoomId,
    /// By whom.
    pub author: MemberId,
    /// The author's id for it.
    pub client_id: ClientMessageId,
    /// What.
    pub body: MessageBody,
}

/// What became of a [`NewMessage`].
#[derive(Clone, Debug)]
pub struct Appended {
    /// The stored message; on a retry, the one stored at first.
    pub message: Message,
    /// Whether it was stored now or already there.
    pub fate: Fate,
}

/// Whether an append stored something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// Stored by this call.
    Stored,
    /// A retry: stored before.
    Repeated,
}

/// What was committed, in commit order: what the fan-out tells to others.
#[derive(Clone, Debug)]
pub enum Committed {
    /// A new message.
    Message(Message),
    /// A member has another name.
    MemberChanged(Member),
}

/// Capacity of the [`Committed`] channel; the writer waits when its reader is this far behind.
pub const COMMITTED_CAPACITY: usize = 1024;

/// How long [`Store::can_write`] waits for its commit.
const PROBE_TIMEOUT: Duration = Duration::from_secs(3);

/// Handle to the data folder; cheap to clone. The folder is in use until [`Store::close`] was
/// called or the last handle is gone.
#[derive(Clone)]
pub struct Store {
    orders: mpsc::Sender<Order>,
    readers: SqlitePool,
}

impl Store {
    /// Opens or creates the database in the folder, migrates it, makes #lobby, starts the writer.
    ///
    /// The receiver gets what is committed, in commit order. It must be read on: when it is full,
    /// the writer waits. It ends when the store is closed.
    ///
    /// # Errors
    /// See [`OpenError`]; each says what to do.
    pub async fn open(data_dir: &Path) -> Result<(Self, mpsc::Receiver<Committed>), OpenError> {
        let opened = open::open(data_dir).await?;
        let (orders, waiting) = mpsc::channel(writer::QUEUE);
        let (news, committed) = mpsc::channel(COMMITTED_CAPACITY);
        let writer = Writer {
            connection: Some(opened.writer),
            options: opened.write_options,
            orders: waiting,
            news,
            lock: opened.lock,
        };
        tokio::spawn(writer.run());
        let store = Self {
            orders,
            readers: opened.readers,
        };
        Ok((store, committed))
    }

    /// Commits what was accepted, refuses what comes later, closes the files. Safe to call twice.
    pub async fn close(&self) {
        self.readers.close().await;
        let (done, closed) = oneshot::channel();
        if self.orders.send(Order::Close(done)).await.is_ok() {
            let _ = closed.await;
        }
    }

    /// Whether a write can be committed now: commits one. At most 3 s.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if not, [`StoreError::Closed`].
    pub async fn can_write(&self) -> Result<(), StoreError> {
        timeout(PROBE_TIMEOUT, self.write(Job::Probe))
            .await
            .unwrap_or(Err(StoreError::Unavailable))
    }

    /// Stores a message; it is on disk when this returns. The same author and client id again gets
    /// what was stored first, whatever room or text it names now.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was stored then.
    pub async fn append(&self, new: NewMessage) -> Result<Appended, StoreError> {
        self.submit(new)?.committed().await
    }

    /// Queues a message, as [`Store::append`]. Messages are stored in the order in which they are
    /// queued, so that whoever has several need not wait for one before queueing the next.
    ///
    /// # Errors
    /// [`StoreError`]; nothing is stored then.
    pub fn submit(&self, new: NewMessage) -> Result<Queued<Appended>, StoreError> {
        self.queue(|answer| Write::Append(new, answer))
    }

    /// One page in ascending order; `limit` is cut to 1..=[`MAX_HISTORY`](protocol::limits::MAX_HISTORY).
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`], [`StoreError::Unavailable`], [`StoreError::Closed`].
    pub async fn history(
        &self,
        room: RoomId,
        at: Cursor,
        limit: u32,
    ) -> Result<HistoryPage, StoreError> {
        messages::page(&self.readers, room, at, limit).await
    }

    /// What came after `have`, or `Reset`; with the room's head.
    ///
    /// # Errors
    /// As [`Store::history`].
    pub async fn missed(&self, room: RoomId, have: Seq) -> Result<(Seq, Missed), StoreError> {
        messages::missed(&self.readers, room, have).await
    }

    /// All rooms, by slug.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Closed`].
    pub async fn rooms(&self) -> Result<Vec<Room>, StoreError> {
        rooms::all(&self.readers).await
    }

    /// The room of that slug.
    ///
    /// # Errors
    /// As [`Store::history`].
    pub async fn room_by_slug(&self, slug: &Slug) -> Result<Room, StoreError> {
        rooms::by_slug(&self.readers, slug).await
    }

    /// Place of the last message of every room.
    ///
    /// # Errors
    /// As [`Store::rooms`].
    pub async fn heads(&self) -> Result<Vec<RoomHead>, StoreError> {
        rooms::heads(&self.readers).await
    }

    /// A new guest with a session.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Closed`].
    pub async fn create_guest(
        &self,
        name: DisplayName,
        token: TokenHash,
    ) -> Result<Member, StoreError> {
        self.write(|answer| Job::CreateGuest(name, token, answer))
            .await
    }

    /// The member of a session, if it lives.
    ///
    /// # Errors
    /// As [`Store::rooms`].
    pub async fn member_by_token(&self, token: TokenHash) -> Result<Option<Member>, StoreError> {
        members::by_token(&self.readers, token).await
    }

    /// Gives a member another name, on all messages too; announced as [`Committed::MemberChanged`].
    ///
    /// # Errors
    /// [`StoreError::NoSuchMember`], [`StoreError::Unavailable`], [`StoreError::Closed`].
    pub async fn rename(&self, member: MemberId, name: DisplayName) -> Result<Member, StoreError> {
        self.write(|answer| Job::Rename(member, name, answer)).await
    }

    /// Queues a job and waits for its commit.
    async fn write<T>(&self, job: impl FnOnce(Answer<T>) -> Job) -> Result<T, StoreError> {
        self.queue(|answer| Write::Job(job(answer)))?
            .committed()
            .await
    }

    /// A full queue refuses at once: waiting behind thousands of others helps nobody.
    fn queue<T>(&self, write: impl FnOnce(Answer<T>) -> Write) -> Result<Queued<T>, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.orders
            .try_send(Order::Write(write(answer)))
            .map_err(|refused| match refused {
                mpsc::error::TrySendError::Full(_) => StoreError::Unavailable,
                mpsc::error::TrySendError::Closed(_) => StoreError::Closed,
            })?;
        Ok(Queued(answered))
    }
}

/// A write that waits for its turn. It is done whether anybody waits for it or not.
#[must_use = "only its commit tells that it was stored"]
pub struct Queued<T>(oneshot::Receiver<Result<T, StoreError>>);

impl<T> Queued<T> {
    /// Waits until it is on disk.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was stored then.
    pub async fn committed(self) -> Result<T, StoreError> {
        self.0.await.unwrap_or(Err(StoreError::Closed))
    }
}

/// Milliseconds since 1970. Clocks may jump: order is by `seq`, and this is only what is shown.
fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| {
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
        })
}
