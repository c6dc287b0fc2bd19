//! The use cases, for both socket events and forms. Each calls the store, which asks
//! [`authorise`](domain::authorise) before it does anything, and turns errors into typed replies.
//! Nothing here knows of sockets or HTTP. Callers take a token of the [`limits`] first.

mod access;
pub mod account;
pub mod auth;
pub mod commands;
mod drafts;
pub mod later;
pub mod limits;
pub(crate) mod markup;
pub mod messages;
pub mod people;
mod readiness;
pub mod rooms;
pub mod workspace;

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use protocol::{ErrorCode, ErrorReply, Handle, Member, Role};

use tokio::sync::Notify;

use crate::{
    heavy_work::Gate,
    passkeys::{Passkeys, Unavailable},
    passwords::Passwords,
};
use account::downloads::Downloads;
pub use account::downloads::{BrokenOff, Download};
use auth::replays::Replays;
use auth::sign_in_throttle::AccountLimits;
use auth::visitor_caps::VisitorCaps;
use domain::authorise::Denied;
use domain::network;
use domain::token::Token;
use limits::{Limits, RateLimits};
pub(crate) use messages::{Draft, Submitted};
use store::{Account, Caller, Cap, Device, Epoch, SessionId, Store, StoreError, View, Work};

/// The caller of a use case, and their address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Actor {
    /// The member of the session.
    pub member: Member,
    /// Their handle; `None` for visitors.
    pub handle: Option<Handle>,
    /// Their role when the request or connection began, for showing what is possible. Permissions
    /// are read from the store each time.
    pub role: Role,
    pub session: SessionId,
    /// The client's address, for rate limits.
    pub address: IpAddr,
}

impl Actor {
    /// The member of a session, at this address.
    pub fn new(account: Account, address: IpAddr) -> Self {
        Self {
            member: account.member,
            handle: account.handle,
            role: account.role,
            session: account.session,
            address,
        }
    }

    /// The caller as the store needs it.
    pub fn caller(&self) -> Caller {
        Caller::Session(self.member.id, self.session)
    }
}

/// The client's address and user agent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin {
    /// The client's address.
    pub address: IpAddr,
    /// Its `User-Agent` header, or empty.
    pub agent: String,
    /// A description of the browser that it names.
    pub browser: String,
}

impl Origin {
    /// As stored with a session.
    pub fn device(&self) -> Device {
        Device {
            network: network::prefix(self.address),
            agent: self.browser.clone(),
        }
    }
}

/// How long people can restore a message of their own that they have deleted, if nothing else was set.
const UNDO_FOR: Duration = Duration::from_secs(60);

/// The use cases; cheap to clone.
#[derive(Clone)]
pub struct Actions {
    store: Store,
    limits: Arc<Limits>,
    accounts: Arc<AccountLimits>,
    heavy_work: Gate,
    visitors: Arc<VisitorCaps>,
    passwords: Passwords,
    passkeys: Arc<Result<Passkeys, Unavailable>>,
    /// The key from which the secrets of invitation links are derived; `None` if there was no
    /// randomness.
    invite_secret: Arc<Option<Token>>,
    replays: Arc<Replays>,
    probe: Arc<readiness::Probe>,
    downloads: Arc<Downloads>,
    undo_for: Duration,
    stopping: Arc<AtomicBool>,
    due_changed: Arc<Notify>,
}

impl Actions {
    /// Use cases for a store.
    pub fn new(store: Store, passwords: Passwords, rate_limits: RateLimits) -> Self {
        Self {
            store,
            limits: Arc::new(Limits::new(rate_limits)),
            accounts: Arc::new(AccountLimits::new(rate_limits)),
            heavy_work: Gate::default(),
            visitors: Arc::new(VisitorCaps::new(rate_limits)),
            passwords,
            passkeys: Arc::new(Err(Unavailable::NoOrigin)),
            invite_secret: Arc::new(Token::random()),
            replays: Arc::default(),
            probe: Arc::default(),
            downloads: Arc::default(),
            undo_for: UNDO_FOR,
            stopping: Arc::default(),
            due_changed: Arc::default(),
        }
    }

    /// Adds passkeys, for pages at their address.
    #[must_use]
    pub fn with_passkeys(mut self, passkeys: Result<Passkeys, Unavailable>) -> Self {
        self.passkeys = Arc::new(passkeys);
        self
    }

    /// For so long people can restore what they have deleted of their own.
    #[must_use]
    pub fn with_undo_for(mut self, undo_for: Duration) -> Self {
        self.undo_for = undo_for;
        self
    }

    /// Refuses all new messages and changes from now on: the server is stopping.
    pub fn refuse_sends(&self) {
        self.stopping.store(true, Ordering::Release);
    }

    /// Whether [`Actions::refuse_sends`] was called.
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// See [`Store::epoch`].
    pub fn epoch(&self) -> Epoch {
        self.store.epoch()
    }

    /// Reads on behalf of the holder of this session.
    async fn read_for<T: Send>(
        &self,
        session: Option<&Token>,
        work: impl for<'t, 'c> FnOnce(&'t mut View<'c>) -> Work<'t, T> + Send,
    ) -> Result<T, ErrorReply> {
        let read = if session.is_some_and(|session| self.limits.knows(session)) {
            self.store.read(work).await
        } else {
            self.store.read_for_anonymous(work).await
        };
        read.map_err(refusal)
    }

    fn check_running(&self) -> Result<(), ErrorReply> {
        if self.is_stopping() {
            Err(ErrorReply::new(
                ErrorCode::ShuttingDown,
                "The server is stopping. Your message will be sent when it is back.",
            ))
        } else {
            Ok(())
        }
    }
}

/// Converts errors of the store to replies; the only place that decides this.
fn refusal(error: StoreError) -> ErrorReply {
    let (code, message) = match error {
        StoreError::NoSuchRoom => (
            ErrorCode::NotFound,
            "This room does not exist, or you do not have access to it.",
        ),
        StoreError::NoSuchMessage => (
            ErrorCode::NotFound,
            "There is no such message for you. It may have been deleted.",
        ),
        StoreError::NoSuchMember => (
            ErrorCode::Unauthenticated,
            "Your session has ended. Sign in again.",
        ),
        StoreError::Unknown => (
            ErrorCode::NotFound,
            "This does not exist, or you do not have access to it.",
        ),
        StoreError::ClientIdReused => (
            ErrorCode::ClientIdReused,
            "Not sent: another message was sent with this client_id before. Send this one with a \
             new client_id.",
        ),
        StoreError::Denied(denied) => return refused(denied),
        StoreError::HandleTaken => (
            ErrorCode::Taken,
            "That handle, or one that looks like it, is already taken. Choose another.",
        ),
        StoreError::NameOfMember => (
            ErrorCode::Taken,
            "A member already has that name, or one that looks like it. Choose another name.",
        ),
        StoreError::NameTaken => (
            ErrorCode::Taken,
            "That name is already taken. Choose another.",
        ),
        StoreError::LimitReached(cap) => (ErrorCode::LimitReached, enough(cap)),
        StoreError::CannotBeRestored => (
            ErrorCode::Forbidden,
            "This message was deleted for good: the time to undo that is over.",
        ),
        StoreError::TooManyReactions => (
            ErrorCode::LimitReached,
            "This message has as many different reactions as one can have. Use one that is there, or \
             remove one of yours.",
        ),
        StoreError::TooManyPins => (
            ErrorCode::LimitReached,
            "This room has as many pinned messages as it can have. Unpin one first.",
        ),
        StoreError::NotEditable => (
            ErrorCode::Forbidden,
            "A poll cannot be edited. Delete it, and create another one.",
        ),
        StoreError::PollClosed => (ErrorCode::Forbidden, "This poll is closed."),
        StoreError::InvalidVote => (
            ErrorCode::InvalidPayload,
            "Choose an answer of this poll, and only one if it does not allow several.",
        ),
        StoreError::AlreadySetUp => (ErrorCode::Taken, "This workspace already has an owner."),
        StoreError::Spent => (
            ErrorCode::Spent,
            "This link was already used, was revoked or has expired. Ask for a new one.",
        ),
        StoreError::Closed => (
            ErrorCode::ShuttingDown,
            "The server is stopping. Try again when it is back.",
        ),
        StoreError::Unavailable => (
            ErrorCode::StorageUnavailable,
            "The server could not save it. Try again later; the server log says why.",
        ),
    };
    ErrorReply::new(code, message)
}

/// The message for somebody who has reached a cap.
const fn enough(cap: Cap) -> &'static str {
    match cap {
        Cap::Rooms => {
            "You have created the maximum number of rooms. Archive some that you do not need."
        }
        Cap::DirectRooms => {
            "You have started the maximum number of direct and group messages. Use those you have."
        }
        Cap::Invites => {
            "You have the maximum number of invitations. Revoke some, or let several people use \
             the same one."
        }
        Cap::Ignored => "You ignore the maximum number of people. Stop ignoring someone first.",
        Cap::Scheduled => {
            "You have scheduled the maximum number of messages. Cancel one, or wait until one is sent."
        }
        Cap::Drafts => {
            "You have the maximum number of drafts. This one is only kept in this browser."
        }
        Cap::Reminders => {
            "You have the maximum number of reminders. Remove some that you do not need."
        }
        Cap::Saved => {
            "You have saved the maximum number of messages. Remove some that you no longer need."
        }
        Cap::Passkeys => "You have the maximum number of passkeys. Remove one first.",
    }
}

fn refused(denied: Denied) -> ErrorReply {
    let code = match denied {
        Denied::NoSession | Denied::Ended => ErrorCode::Unauthenticated,
        Denied::Unknown => ErrorCode::NotFound,
        Denied::Banned
        | Denied::Archived
        | Denied::Lobby
        | Denied::TooLate
        | Denied::Declined
        | Denied::Forbidden => ErrorCode::Forbidden,
    };
    ErrorReply::new(code, denied.to_string())
}
