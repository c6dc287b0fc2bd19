//! How the page reaches the server: whether it does, and typed requests. What the server says is
//! handed on and not understood here; the other parts build on this one.

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(not(feature = "hydrate"))]
mod noop;
#[cfg(feature = "hydrate")]
mod request;

use leptos::prelude::*;

#[cfg(feature = "hydrate")]
use browser::{Driver, driver};
#[cfg(not(feature = "hydrate"))]
use noop::{Driver, driver};
#[cfg(feature = "hydrate")]
pub(super) use request::RequestError;

/// Whether the server can be reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ConnectionState {
    /// Events come at once.
    Online,
    /// Not yet, or not for the moment.
    Connecting,
    /// Several tries have failed, or the browser has no network.
    Offline,
}

/// The page's connection; a handle that is cheap to copy.
#[derive(Clone, Copy)]
pub struct Connection {
    state: RwSignal<ConnectionState>,
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(dead_code, reason = "the browser connects, the server does not")
    )]
    driver: Driver,
}

impl Connection {
    pub(super) fn new() -> Self {
        Self {
            state: RwSignal::new(ConnectionState::Connecting),
            driver: driver(),
        }
    }

    pub fn state(self) -> ReadSignal<ConnectionState> {
        self.state.read_only()
    }
}
