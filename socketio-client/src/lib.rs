// The examples for native programs are compiled for these only.
#![cfg_attr(
    all(feature = "native", not(target_arch = "wasm32")),
    doc = include_str!("../README.md")
)]
#![cfg_attr(
    not(all(feature = "native", not(target_arch = "wasm32"))),
    doc = "A Socket.IO client; see README.md."
)]
// They lead to what needs a platform.
#![cfg_attr(
    not(any(
        all(feature = "native", not(target_arch = "wasm32")),
        all(feature = "web", target_arch = "wasm32")
    )),
    allow(rustdoc::broken_intra_doc_links)
)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![deny(missing_docs)]

pub mod core;
mod error;
mod typed;

pub use self::core::{Backoff, Overflow, Payload, Transport, Transports, Volatile};
pub use error::{AckError, ConnectError, DisconnectReason, EmitError, PayloadError};
pub use typed::TypedEvent;

/// What needs a platform to run on.
macro_rules! with_a_platform {
    ($($item:item)*) => {
        $(
            #[cfg(any(
                all(feature = "native", not(target_arch = "wasm32")),
                all(feature = "web", target_arch = "wasm32")
            ))]
            $item
        )*
    };
}

with_a_platform! {
    mod builder;
    mod client;
    mod driver;
    mod events;
    mod router;
    mod shared;
    mod transport;
    mod url;

    pub use builder::Builder;
    pub use client::Client;
    pub use events::{Event, Events, Message};
    pub use router::Router;
}
