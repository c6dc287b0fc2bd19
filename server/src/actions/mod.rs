//! The use cases: the one door to the store, for socket events and forms alike. Each asks the
//! limits, then [`authorise`](crate::domain::authorise), then the store, and turns what went wrong
//! into a typed reply. Nothing here knows of sockets or HTTP.

mod buckets;
mod gate;
mod guests;
pub mod limits;
mod messages;
mod rooms;
mod sign_in_throttle;

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use protocol::{ErrorCode, ErrorReply, Member};

use crate::store::{Store, StoreError};
use gate::Gate;
use limits::{Limits, RateLimits};
pub use sign_in_throttle::AccountLimits;

/// Who asks, and from where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Actor {
    /// Whose session it is.
    pub member: Member,
    /// The client's address, for limits.
    pub address: IpAddr,
}

/// The use cases; cheap to clone.
#[derive(Clone)]
pub struct Actions {
    gate: Gate,
    limits: Arc<Limits>,
    stopping: Arc<AtomicBool>,
}

impl Actions {
    /// Use cases on a store.
    pub fn new(store: Store, rate_limits: RateLimits) -> Self {
        Self {
            gate: Gate::new(store),
            limits: Arc::new(Limits::new(rate_limits)),
            stopping: Arc::default(),
        }
    }

    /// From now on nothing new is stored: the server is stopping.
    pub fn refuse_sends(&self) {
        self.stopping.store(true, Ordering::Release);
    }

    /// Whether [`Actions::refuse_sends`] was called.
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
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
            "This session has ended: open the page again.",
        ),
        StoreError::Closed => (
            ErrorCode::ShuttingDown,
            "The server is stopping. Try again when it is back.",
        ),
        StoreError::Unavailable => (
            ErrorCode::StorageUnavailable,
            "The server cannot store anything now. Nothing was posted; try again later.",
        ),
    };
    ErrorReply::new(code, message)
}
