//! Everything that Natter keeps: the only place that knows SQL and SQLite.
//!
//! One writer task groups what is waiting into one transaction; a pool of readers serves the rest.
//! No type of the database crosses this border: handlers see [`Store`], values of `protocol`, and
//! [`StoreError`]. A sibling for another database would offer the same functions.
//!
//! Ordering: the writer commits (with fsync), hands each new message to the [`Committed`] channel
//! in the order of its `seq`, and only then answers the caller. Whoever broadcasts reads that
//! channel, so nothing is seen before it is on disk, and everybody sees the same order.

use std::path::Path;

use protocol::{
    ClientMessageId, DisplayName, Member, MemberId, Message, MessageBody, Room, RoomHead, RoomId,
    Seq, Slug,
    event::{Cursor, HistoryPage, Missed},
};
use tokio::sync::mpsc;

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

/// Hash (SHA-256) of a session's secret: the only form in which secrets are kept.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);

/// Why the store could not be opened. Each text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {}

/// Why the store could not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No such room.
    #[error("no such room")]
    NoSuchRoom,
    /// No such member.
    #[error("no such member")]
    NoSuchMember,
    /// The store is closing: nothing was stored.
    #[error("the store is closing")]
    Closed,
    /// Nothing was stored, and it may work later: disk full, locked, or failing.
    #[error("the database cannot do it now")]
    Unavailable,
}

/// Handle to the data folder; cheap to clone.
#[derive(Clone)]
pub struct Store {}

/// Capacity of the [`Committed`] channel; the writer waits when its reader is this far behind.
pub const COMMITTED_CAPACITY: usize = 1024;

#[allow(clippy::todo, unused_variables, missing_docs)]
impl Store {
    /// Opens or creates the database in the folder, migrates it, makes #lobby, starts the writer.
    pub async fn open(data_dir: &Path) -> Result<(Self, mpsc::Receiver<Committed>), OpenError> {
        todo!()
    }
    /// Commits what was accepted, refuses the rest, closes the files.
    pub async fn close(&self) {
        todo!()
    }
    /// Whether a write can be committed now (for `/readyz`).
    pub async fn can_write(&self) -> Result<(), StoreError> {
        todo!()
    }
    /// Stores a message; it is on disk when this returns.
    pub async fn append(&self, new: NewMessage) -> Result<Appended, StoreError> {
        todo!()
    }
    /// One page, ascending.
    pub async fn history(
        &self,
        room: RoomId,
        at: Cursor,
        limit: u32,
    ) -> Result<HistoryPage, StoreError> {
        todo!()
    }
    /// What came after `have`, or `Reset`; with the room's head.
    pub async fn missed(&self, room: RoomId, have: Seq) -> Result<(Seq, Missed), StoreError> {
        todo!()
    }
    /// All rooms (for now everybody may see all).
    pub async fn rooms(&self) -> Result<Vec<Room>, StoreError> {
        todo!()
    }
    pub async fn room_by_slug(&self, slug: &Slug) -> Result<Room, StoreError> {
        todo!()
    }
    pub async fn heads(&self) -> Result<Vec<RoomHead>, StoreError> {
        todo!()
    }
    /// A new guest with a session.
    pub async fn create_guest(
        &self,
        name: DisplayName,
        token: TokenHash,
    ) -> Result<Member, StoreError> {
        todo!()
    }
    /// The member of a session, if it lives.
    pub async fn member_by_token(&self, token: TokenHash) -> Result<Option<Member>, StoreError> {
        todo!()
    }
    pub async fn rename(&self, member: MemberId, name: DisplayName) -> Result<Member, StoreError> {
        todo!()
    }
}
