//! What a platform provides: a WebSocket, a clock, timers and tasks. In the browser's WASM that is
//! the browser, everywhere else tokio.

use std::task::{Context, Poll};

use crate::core::Frame;

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(target_arch = "wasm32")]
mod web;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use native::{Socket, now, random_seed, sleep, spawn};
#[cfg(target_arch = "wasm32")]
pub(crate) use web::{Socket, now, random_seed, sleep, spawn};

/// The connection is gone.
pub(crate) struct Gone;

/// A WebSocket.
pub(crate) trait Transport: Sized {
    /// Opens one; `None` if that fails.
    async fn open(url: String) -> Option<Self>;
    /// The next frame; `None` at the end.
    fn poll_frame(&mut self, cx: &mut Context<'_>) -> Poll<Option<Frame>>;
    /// Sends a frame.
    async fn send(&mut self, frame: Frame) -> Result<(), Gone>;
    /// Closes it, after what was sent.
    async fn close(self);
}
