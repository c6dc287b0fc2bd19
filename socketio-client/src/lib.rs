// The example for native programs is compiled for these only.
#![cfg_attr(not(target_arch = "wasm32"), doc = include_str!("../README.md"))]
#![cfg_attr(target_arch = "wasm32", doc = "A Socket.IO client; see README.md.")]
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
