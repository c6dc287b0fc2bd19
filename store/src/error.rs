//! Errors of the data folder: when it is opened, and later.

use std::{io, path::PathBuf};

use crate::Cap;
use domain::authorise::Denied;

/// Why the store could not be opened. Each message is one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder cannot be created or written to.
    #[error(
        "cannot write to the data folder {folder}: {source}; choose another one with --data-dir, or make this one writable"
    )]
    Folder {
        /// The data folder.
        folder: PathBuf,
        /// The operating system's error.
        source: io::Error,
    },
    /// Another process holds the folder's lock.
    #[error(
        "the data folder {folder} is in use by another natter; stop that one, or choose another folder with --data-dir"
    )]
    InUse {
        /// The data folder.
        folder: PathBuf,
    },
    /// The database was written by a later version.
    #[error(
        "the database in {folder} was made by a newer natter (schema {found}, this one knows {known}); start that version, or restore a backup from before the update"
    )]
    Newer {
        /// The data folder.
        folder: PathBuf,
        /// The newest schema version in the file.
        found: i64,
        /// The newest version that this binary knows.
        known: i64,
    },
    /// The disk is full.
    #[error(
        "the disk of the data folder {folder} is full; free some space and start again, nothing is lost"
    )]
    Full {
        /// The data folder.
        folder: PathBuf,
    },
    /// The file is damaged, or is not a database of Natter.
    #[error(
        "cannot open the database {file}: {reason}; restore a backup, or move the file away to start anew"
    )]
    Database {
        /// The database file.
        file: PathBuf,
        /// SQLite's error.
        reason: String,
    },
}

/// Why a read or write failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StoreError {
    /// No such room.
    #[error("no such room")]
    NoSuchRoom,
    /// No such message, or none any more.
    #[error("no such message")]
    NoSuchMessage,
    /// No such member.
    #[error("no such member")]
    NoSuchMember,
    /// No such thing, or not one that the caller may see.
    #[error("no such thing")]
    Unknown,
    /// The message was deleted, and nothing is left of it.
    #[error("the message can no longer be restored")]
    CannotBeRestored,
    /// The message has as many reactions as one may have, or as many by one member.
    #[error("the message has too many reactions")]
    TooManyReactions,
    /// As many messages are pinned in the room as can be.
    #[error("the room has too many pins")]
    TooManyPins,
    /// It is not a text.
    #[error("only texts can be edited")]
    NotEditable,
    /// The poll takes no votes any more.
    #[error("the poll is closed")]
    PollClosed,
    /// The poll has no such answer, or only one can be chosen.
    #[error("the poll has no such choice")]
    InvalidVote,
    /// Another message of the author's has this client id.
    #[error("the client id is that of another message")]
    ClientIdReused,
    /// The table of permissions denied it.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Somebody has this handle, or one that looks like it.
    #[error("the handle is taken")]
    HandleTaken,
    /// Somebody with an account has this name or handle, or one that looks like it.
    #[error("the name is a member's")]
    NameOfMember,
    /// The name and all its numbered variants are taken.
    #[error("the name is taken")]
    NameTaken,
    /// They have reached a cap.
    #[error("there is a limit to how many one person has")]
    LimitReached(Cap),
    /// The workspace has an owner already.
    #[error("the workspace is set up already")]
    AlreadySetUp,
    /// The invitation or link is used up, revoked or expired.
    #[error("the link is over")]
    Spent,
    /// The store is closing: nothing was stored.
    #[error("the store is closing")]
    Closed,
    /// Nothing was stored, and it may work later: disk full, locked, failing, or too many writes
    /// waiting.
    #[error("the database cannot do it now")]
    Unavailable,
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::PoolClosed => Self::Closed,
            error => {
                tracing::error!(%error, "the database failed");
                Self::Unavailable
            }
        }
    }
}

impl StoreError {
    /// Whether the database failed, and with it the whole transaction.
    pub(crate) const fn is_failure(self) -> bool {
        matches!(self, Self::Unavailable | Self::Closed)
    }
}
