//! Everything that Natter stores: the only crate that knows SQL and SQLite.
//!
//! One writer task groups waiting writes into one transaction; a pool of readers serves everything
//! else. No type of the database leaves this crate: callers see [`Store`], values of `protocol`,
//! and [`StoreError`]. An implementation for another database would offer the same functions.
//!
//! Ordering: the writer commits (with fsync), sends each new message to the [`CommittedEvent`]
//! channel in the order of its `seq`, and only then answers the caller. The fan-out reads that
//! channel, so nothing is published before it is on disk, and everyone sees the same order.

mod accounts;
mod audit;
mod bans;
mod caps;
mod drafts;
mod error;
mod events;
mod facts;
mod invites;
mod memberships;
mod messages;
mod open;
mod reminders;
mod rooms;
mod row;
mod scheduled;
mod sessions;
mod view;
mod workspace;
mod writer;

use std::{
    path::Path,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use protocol::{ClientMessageId, MemberId, Message, MessageId, RoomHead, RoomId, TimelineId};
use sqlx::SqlitePool;
use tokio::{
    sync::{Semaphore, mpsc, oneshot},
    time::timeout,
};
use uuid::Uuid;

pub use accounts::links::{LinkOwner, Purpose};
pub use accounts::passkeys::PasskeyRow;
pub use accounts::security_events::{SecurityEvent, SecurityEventRow};
pub use accounts::{Credentials, Named, NewAccount, PEOPLE, Person, PersonRow, Profile};
pub use audit::{AuditRow, AuditedBy, DoneBy};
pub use bans::{BANS, BYSTANDERS, BanReach, BanRow, PERMANENT};
pub use caps::{Cap, MAX_FORMER_SLUGS, MAX_SESSIONS};
pub use domain::token::TokenHash;
pub use error::{OpenError, StoreError};
pub use events::{CommittedEvent, Epoch, OutOfDate, StoreEvent};
pub use invites::joining::Invitation;
pub use invites::{INVITES, InviteId, InviteRow, NewInvite};
pub use memberships::list::{RoomMember, RoomMemberPage};
pub use messages::budget::Budget;
pub use messages::content::NewContent;
pub use messages::export::{OwnMessage, Stored};
pub use messages::follows::Thread;
pub use messages::mentions::{IsIn, Known, Meanings};
pub use messages::page::{MessageVersion, VERSIONS};
pub use messages::pins::{PinPage, PinnedMessage};
pub use messages::polls::{VOTERS, Voters};
pub use messages::reactions::{REACTORS, Reactors};
pub use messages::saved::{Saved, SavedPage};
pub use reminders::Reminder;
pub use rooms::changes::NewRoom;
pub use rooms::own::{OwnRoom, OwnRooms};
pub use rooms::preferences::no_preference;
pub use rooms::{ListedRoom, NamedRoom};
pub use scheduled::NewScheduled;
pub use scheduled::post::{Due, DueMessage};
pub use sessions::{Account, Device, IDLE_MINUTES, SessionRow, SignedIn};
pub use view::{Caller, Change, Granted, Resource, View};
pub use workspace::{Lobby, Workspace};
use writer::checkpoint::WriteAheadLog;
use writer::{Answer, Job, Order, Write, Writer};

/// Identifies a session on pages and in the server; it does not grant access.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct SessionId(pub Uuid);

/// What a [`View`] or a [`Change`] is used for.
pub type Work<'t, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 't>>;

/// A message to be stored.
#[derive(Clone, Debug)]
pub struct NewMessage {
    pub room: RoomId,
    /// The author.
    pub author: MemberId,
    /// The session, which has to live when the message is stored; without one it is stored on behalf
    /// of the author, whose account has to be active.
    pub session: Option<SessionId>,
    /// The author's id for it.
    pub client_id: ClientMessageId,
    pub content: NewContent,
    /// The message of the room that it replies to.
    pub reply_to: Option<MessageId>,
    /// The root of the thread that it is posted in, or a message in that thread.
    pub thread: Option<MessageId>,
    /// Whether what is posted in a thread is in the room's log too.
    pub in_room: bool,
    /// The message that it passes on, which its author has to see when it is stored.
    pub forwards: Option<MessageId>,
}

/// Result of storing a [`NewMessage`].
#[derive(Clone, Debug)]
pub struct Appended {
    /// The stored message; on a retry, the one stored at first.
    pub message: Message,
    /// Whether it was stored now or already there.
    pub outcome: AppendOutcome,
}

/// Whether an append stored something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AppendOutcome {
    /// Stored by this call.
    Stored,
    /// A retry: stored before.
    Repeated,
}

/// Capacity of the [`CommittedEvent`] channel; when it is full, the writer waits.
pub const COMMITTED_CAPACITY: usize = 1024;

/// How many of the readers may serve long reads at once. The others are reserved for sign-in and
/// pages.
const BULK_READERS: usize = 2;

/// How many may serve reads for unknown people at once.
const ANONYMOUS_READERS: usize = 1;

/// How long [`Store::can_write`] waits for its commit.
const PROBE_TIMEOUT: Duration = Duration::from_secs(3);

/// Handle to the data folder; cheap to clone. The folder is in use until [`Store::close`] was
/// called or the last handle is dropped.
#[derive(Clone)]
pub struct Store {
    orders: mpsc::Sender<Order>,
    readers: SqlitePool,
    bulk: Arc<Semaphore>,
    anonymous: Arc<Semaphore>,
    epoch: Arc<AtomicU64>,
    timeline: TimelineId,
}

impl Store {
    /// Opens or creates the database in the folder, migrates it, creates #lobby, starts the writer.
    ///
    /// The receiver gets everything that is committed, in commit order. It must be read
    /// continuously: when it is full, the writer waits. It ends when the store is closed.
    ///
    /// # Errors
    /// See [`OpenError`]; each says what to do.
    pub async fn open(
        data_dir: &Path,
    ) -> Result<(Self, mpsc::Receiver<CommittedEvent>), OpenError> {
        let opened = open::open(data_dir).await?;
        let (orders, waiting) = mpsc::channel(writer::QUEUE);
        let (events, committed) = mpsc::channel(COMMITTED_CAPACITY);
        let epoch = Arc::<AtomicU64>::default();
        let writer = Writer {
            epoch: Arc::clone(&epoch),
            connection: Some(opened.writer),
            options: opened.write_options,
            orders: waiting,
            events,
            log: WriteAheadLog::new(opened.log),
            timeline: opened.timeline,
            lock: opened.lock,
        };
        tokio::spawn(writer.run());
        let store = Self {
            orders,
            readers: opened.readers,
            bulk: Arc::new(Semaphore::new(BULK_READERS)),
            anonymous: Arc::new(Semaphore::new(ANONYMOUS_READERS)),
            epoch,
            timeline: opened.timeline_id,
        };
        Ok((store, committed))
    }

    /// Commits what was accepted, refuses later writes, closes the files. Safe to call twice.
    pub async fn close(&self) {
        self.readers.close().await;
        let (done, closed) = oneshot::channel();
        if self.orders.send(Order::Close(done)).await.is_ok() {
            let _ = closed.await;
        }
    }

    /// Checks whether a write can be committed now, by committing one. Takes at most 3 s.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if not, [`StoreError::Closed`].
    pub async fn can_write(&self) -> Result<(), StoreError> {
        timeout(PROBE_TIMEOUT, self.write(Job::Probe))
            .await
            .unwrap_or(Err(StoreError::Unavailable))
    }

    /// Stores a message; it is on disk when this returns. The same author and client id again
    /// return what was stored first, whatever room or text is given now.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was stored then.
    pub async fn append(&self, new: NewMessage) -> Result<Appended, StoreError> {
        self.submit(new)?.committed().await
    }

    /// Queues a message, as [`Store::append`]. Messages are stored in the order in which they are
    /// queued, so a caller that has several need not wait for one before it queues the next.
    ///
    /// # Errors
    /// [`StoreError`]; nothing is stored then.
    pub fn submit(&self, new: NewMessage) -> Result<Queued<Appended>, StoreError> {
        self.queue(|answer| Write::Append(new, answer))
    }

    /// Reads in one transaction, so all reads see the same moment.
    ///
    /// # Errors
    /// Errors of `work`, [`StoreError::Unavailable`], [`StoreError::Closed`].
    pub async fn read<T: Send>(
        &self,
        work: impl for<'t, 'c> FnOnce(&'t mut View<'c>) -> Work<'t, T> + Send,
    ) -> Result<T, StoreError> {
        let mut snapshot = self.readers.begin().await?;
        let mut view = View {
            connection: &mut snapshot,
        };
        work(&mut view).await
    }

    /// For reads that may be large: history, catching up, downloads. Such reads wait for each
    /// other, in order, and never use all of the readers, so that sign-in and pages do not wait
    /// behind them.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn read_bulk<T: Send>(
        &self,
        work: impl for<'t, 'c> FnOnce(&'t mut View<'c>) -> Work<'t, T> + Send,
    ) -> Result<T, StoreError> {
        let _turn = self.bulk.acquire().await.map_err(|_| StoreError::Closed)?;
        self.read(work).await
    }

    /// For reads on behalf of somebody who is not signed in: such reads wait for each other too.
    /// However many try to sign in, signed-in people do not wait behind them.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn read_for_anonymous<T: Send>(
        &self,
        work: impl for<'t, 'c> FnOnce(&'t mut View<'c>) -> Work<'t, T> + Send,
    ) -> Result<T, StoreError> {
        let turn = self.anonymous.acquire().await;
        let _turn = turn.map_err(|_| StoreError::Closed)?;
        self.read(work).await
    }

    /// Makes a change, completely or not at all; it is on disk when this returns. Other changes may
    /// be in the same transaction: a refused change leaves no trace and does not affect them.
    ///
    /// # Errors
    /// Errors of `work`, [`StoreError::Unavailable`], [`StoreError::Closed`]; nothing is changed
    /// then.
    pub async fn change<T: Send + 'static>(
        &self,
        work: impl for<'t, 'c> FnOnce(&'t mut Change<'c>) -> Work<'t, T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.write(|answer| Job::Change(writer::change_job(work, answer)))
            .await
    }

    /// The current [`Epoch`]. Read it before the data of a socket that registers: changes with a
    /// later epoch may not be included in that data.
    pub fn epoch(&self) -> Epoch {
        Epoch(self.epoch.load(Ordering::Acquire))
    }

    /// The heads of all rooms, for the fan-out.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Closed`].
    pub async fn all_heads(&self) -> Result<Vec<RoomHead>, StoreError> {
        self.read(|view| Box::pin(messages::heads::all(view.connection)))
            .await
    }

    /// Which history of the workspace this is.
    pub fn timeline(&self) -> TimelineId {
        self.timeline
    }

    /// Queues a job and waits for its commit.
    async fn write<T>(&self, job: impl FnOnce(Answer<T>) -> Job) -> Result<T, StoreError> {
        self.queue(|answer| Write::Job(job(answer)))?
            .committed()
            .await
    }

    /// A full queue refuses at once: waiting behind thousands of other writes helps nobody.
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

/// A queued write. It is done whether or not anybody waits for it.
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

/// Milliseconds since 1970. Clocks may jump: the order is that of `seq`, and times are only for
/// display.
fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| {
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
        })
}
