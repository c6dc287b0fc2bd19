//! Where components touch the browser itself: scrolling, keys, focus. On the server there is
//! nothing to touch.

#[cfg(feature = "hydrate")]
mod anchor;
#[cfg(feature = "hydrate")]
mod announce;
#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "hydrate")]
mod log_controls;
#[cfg(feature = "hydrate")]
mod message_box;
#[cfg(not(feature = "hydrate"))]
mod noop;

#[cfg(feature = "hydrate")]
pub(super) use browser::*;
#[cfg(feature = "hydrate")]
pub(super) use log_controls::*;
#[cfg(feature = "hydrate")]
pub(super) use message_box::*;
#[cfg(not(feature = "hydrate"))]
pub(super) use noop::*;
