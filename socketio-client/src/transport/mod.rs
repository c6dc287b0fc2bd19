//! What a platform provides: WebSockets, HTTP, a clock, timers and tasks. In the browser's WASM
//! that is the browser, everywhere else tokio.

use std::task::{Context, Poll};

use crate::core::Frame;

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(target_arch = "wasm32")]
mod web;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use native::{Job, Network, Socket, now, random_seed, sleep, spawn};
#[cfg(target_arch = "wasm32")]
pub(crate) use web::{Job, Network, Socket, now, random_seed, sleep, spawn};

/// The connection is gone.
pub(crate) struct Gone;

/// Sizes that a network keeps to, in bytes.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    /// Of a frame.
    pub frame: usize,
    /// Of an answer to an HTTP request, which may hold many frames.
    #[cfg(feature = "polling")]
    pub response: usize,
    /// Of what came and nobody has taken, where reading cannot be stopped.
    #[cfg(target_arch = "wasm32")]
    pub unread: usize,
}

/// A WebSocket that is open.
pub(crate) trait Transport: Sized {
    /// The next frame; `None` at the end.
    fn poll_frame(&mut self, cx: &mut Context<'_>) -> Poll<Option<Frame>>;
    /// Whether it takes a frame.
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Gone>>;
    /// Sends a frame; it has said that it takes one.
    fn send(&mut self, frame: Frame) -> Result<(), Gone>;
    /// Has what was sent leave.
    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Gone>>;
    /// Closes it, after what was sent.
    fn close(self) -> Job<()>;
}
