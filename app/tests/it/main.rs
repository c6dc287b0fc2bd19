//! What pages promise, and what becomes of an open one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[cfg(feature = "ssr")]
mod pages;
mod rooms;
mod timeline;
