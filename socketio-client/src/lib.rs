//! A Socket.IO v5 / Engine.IO v4 client in pure Rust, for browsers (WASM) and native programs.
//!
//! What is *not* here: servers, older protocol revisions, HTTP long-polling.
//!
//! [`Client`] is what applications use. [`core`] is the protocol without I/O, for other platforms
//! and for tests.
#![deny(missing_docs)]

pub mod core;
mod error;

#[cfg(any(
    all(feature = "native", not(target_arch = "wasm32")),
    all(feature = "web", target_arch = "wasm32")
))]
mod client;
#[cfg(any(
    all(feature = "native", not(target_arch = "wasm32")),
    all(feature = "web", target_arch = "wasm32")
))]
mod driver;
#[cfg(any(
    all(feature = "native", not(target_arch = "wasm32")),
    all(feature = "web", target_arch = "wasm32")
))]
mod transport;
#[cfg(any(
    all(feature = "native", not(target_arch = "wasm32")),
    all(feature = "web", target_arch = "wasm32")
))]
mod url;

pub use self::core::{Backoff, Overflow, Payload};
#[cfg(any(
    all(feature = "native", not(target_arch = "wasm32")),
    all(feature = "web", target_arch = "wasm32")
))]
pub use client::{Builder, Client, Event, Events, Message};
pub use error::{AckError, DisconnectReason, EmitError, InvalidUrl, PayloadError};
