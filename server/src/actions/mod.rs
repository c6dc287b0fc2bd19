//! The use cases, for socket events and forms alike. Each asks the store, which asks
//! [`authorise`](domain::authorise) before it does anything, and turns what went wrong into a
//! typed reply. Nothing here knows of sockets or HTTP. Whoever lets somebody in from there takes a token
//! of the [`limits`] first.

pub mod accounts;
pub mod audit;
pub mod bans;
pub(crate) mod buckets;
mod downloads;
mod export;
mod heavy;
mod in_room;
pub mod joining;
pub mod limits;
pub mod links;
mod messages;
pub mod participants;
mod passkeys;
mod password_choice;
pub mod people;
mod place;
pub mod proof;
mod readiness;
mod replays;
pub mod rooms;
mod sessions;
mod sign_in_throttle;
mod visitor_caps;
mod visitors;

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use protocol::{ErrorCode, ErrorReply, Handle, Member, Role};

use crate::{
    heavy_work::Gate,
    passkeys::{Passkeys, Unavailable},
    passwords::Passwords,
    store::{Account, Caller, Cap, Device, Epoch, SessionId, Store, StoreError, View, Work},
};
use domain::authorise::Denied;
use domain::network;
use domain::token::Token;
use downloads::Downloads;
pub use downloads::{BrokenOff, Download};
use limits::{Limits, RateLimits};
use replays::Replays;
use sign_in_throttle::AccountLimits;
use visitor_caps::VisitorCaps;

/// Who asks, and from where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Actor {
    /// Whose session it is.
    pub member: Member,
    /// Their handle; none for visitors.
    pub handle: Option<Handle>,
    /// What they were to the place when they came: to show what is possible. What they may is
    /// looked up each time.
    pub role: Role,
    pub session: SessionId,
    /// The client's address, for limits.
    pub address: IpAddr,
}

impl Actor {
    /// The member of a session, who comes from that address.
    pub fn new(account: Account, address: IpAddr) -> Self {
        Self {
            member: account.member,
            handle: account.handle,
            role: account.role,
            session: account.session,
            address,
        }
    }

    /// As the store asks for them.
    pub fn caller(&self) -> Caller {
        Caller::Session(self.member.id, self.session)
    }
}

/// From where somebody comes, and with what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin {
    /// The client's address.
    pub address: IpAddr,
    /// Its `User-Agent` header, or nothing.
    pub agent: String,
    /// The browser that it names, in words.
    pub browser: String,
}

impl Origin {
    /// As it is kept with a session.
    pub fn device(&self) -> Device {
        Device {
            network: network::prefix(self.address),
            agent: self.browser.clone(),
        }
    }
}

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
    /// Of which the links of invitations are made; none if there was no randomness.
    invite_secret: Arc<Option<Token>>,
    replays: Arc<Replays>,
    probe: Arc<readiness::Probe>,
    downloads: Arc<Downloads>,
    stopping: Arc<AtomicBool>,
}

impl Actions {
    /// Use cases on a store.
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
            stopping: Arc::default(),
        }
    }

    /// With passkeys, for pages at that address.
    #[must_use]
    pub fn with_passkeys(mut self, passkeys: Result<Passkeys, Unavailable>) -> Self {
        self.passkeys = Arc::new(passkeys);
        self
    }

    /// From now on nothing new is stored: the server is stopping.
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

    /// Reads for whoever brings that session.
    async fn read_for<T: Send>(
        &self,
        session: Option<&Token>,
        work: impl for<'t, 'c> FnOnce(&'t mut View<'c>) -> Work<'t, T> + Send,
    ) -> Result<T, ErrorReply> {
        let read = if session.is_some_and(|session| self.limits.knows(session)) {
            self.store.read(work).await
        } else {
            self.store.read_for_stranger(work).await
        };
        read.map_err(refusal)
    }

    fn check_running(&self) -> Result<(), ErrorReply> {
        if self.is_stopping() {
            Err(ErrorReply::new(
                ErrorCode::ShuttingDown,
                "The server is stopping. What you wrote is sent when it is back.",
            ))
        } else {
            Ok(())
        }
    }
}

/// What a caller is told when the store could not do it: the one place that decides this.
fn refusal(error: StoreError) -> ErrorReply {
    let (code, message) = match error {
        StoreError::NoSuchRoom => (ErrorCode::NotFound, "There is no such room for you."),
        StoreError::NoSuchMember => (
            ErrorCode::Unauthenticated,
            "Your session has ended. Sign in again.",
        ),
        StoreError::Unknown => (
            ErrorCode::NotFound,
            "There is no such thing here, or none that you may see.",
        ),
        StoreError::Denied(denied) => return refused(denied),
        StoreError::HandleTaken => (
            ErrorCode::Taken,
            "Somebody has that handle, or one that looks like it. Choose another.",
        ),
        StoreError::NameOfMember => (
            ErrorCode::Taken,
            "A member is called that, or something that looks like it. Choose another name.",
        ),
        StoreError::NameTaken => (ErrorCode::Taken, "That name is taken. Choose another."),
        StoreError::LimitReached(cap) => (ErrorCode::LimitReached, enough(cap)),
        StoreError::AlreadySetUp => (
            ErrorCode::Taken,
            "Somebody was quicker: this place has an owner already.",
        ),
        StoreError::Spent => (
            ErrorCode::Spent,
            "This link is used up, revoked or too old. Ask for a new one.",
        ),
        StoreError::Closed => (
            ErrorCode::ShuttingDown,
            "The server is stopping. Try again when it is back.",
        ),
        StoreError::Unavailable => (
            ErrorCode::StorageUnavailable,
            "The server could not store it. Try again later; its log says why.",
        ),
    };
    ErrorReply::new(code, message)
}

/// What somebody is told who has as much of it as one person may have.
const fn enough(cap: Cap) -> &'static str {
    match cap {
        Cap::Rooms => {
            "You have made as many rooms as one person may have. Archive some that are not needed."
        }
        Cap::DirectRooms => {
            "You have begun as many direct and group rooms as one person may. Use those you have."
        }
        Cap::Invites => {
            "You have as many invitations as one person may. Revoke some, or let one be used by \
             several people."
        }
        Cap::Ignored => "You ignore as many people as one person may. Stop ignoring some first.",
        Cap::Passkeys => "You have as many passkeys as one person may. Remove one first.",
    }
}

fn refused(denied: Denied) -> ErrorReply {
    let code = match denied {
        Denied::NoSession | Denied::Ended => ErrorCode::Unauthenticated,
        Denied::Unknown => ErrorCode::NotFound,
        Denied::Banned
        | Denied::Archived
        | Denied::Lobby
        | Denied::Declined
        | Denied::Forbidden => ErrorCode::Forbidden,
    };
    ErrorReply::new(code, denied.to_string())
}
