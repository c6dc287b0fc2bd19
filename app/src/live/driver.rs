//! The hands of [`Live`](super::Live): in the browser they hold the connection, the timers and the
//! storage; on the server there is nothing to do.

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(not(feature = "hydrate"))]
mod noop;

#[cfg(feature = "hydrate")]
pub(super) use browser::*;
#[cfg(not(feature = "hydrate"))]
pub(super) use noop::*;
