//! How a client behaves.

use std::time::Duration;

use serde_json::Value;

use super::{Backoff, Overflow};

/// How the server is reached.
///
/// With the feature `polling`, the default is [`Transports::WebSocketThenPolling`]: nearly
/// everywhere a WebSocket opens at once, and then it is one round trip less than polling and an
/// upgrade; where a proxy refuses it or swallows its frames, the client works all the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub enum Transports {
    /// By WebSocket or not at all. The one choice without the feature `polling`.
    #[cfg_attr(not(feature = "polling"), default)]
    WebSocketOnly,
    /// By HTTP long-polling for ever.
    #[cfg(feature = "polling")]
    PollingOnly,
    /// By HTTP long-polling, and as soon as one is proven to work by WebSocket. This is what most
    /// Socket.IO clients do.
    #[cfg(feature = "polling")]
    PollingThenUpgrade,
    /// By WebSocket; if none opens in time ([`Config::fallback_after`]), by HTTP long-polling,
    /// which is upgraded when that has become possible. After a loss the client starts with what
    /// worked last.
    #[cfg(feature = "polling")]
    #[default]
    WebSocketThenPolling,
}

/// How a client behaves. See [`Builder`](crate::Builder) for what each means.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// The namespace, such as `/`.
    pub namespace: String,
    /// Sent with each CONNECT.
    pub auth: Option<Value>,
    /// How the server is reached.
    pub transports: Transports,
    /// When to try again; `None` gives up at the first loss.
    pub backoff: Option<Backoff>,
    /// Seed of the back-off's jitter.
    pub seed: u64,
    /// How long opening the transport and joining the namespace may take, each.
    pub connect_timeout: Duration,
    /// How long a WebSocket may take until the server's first word, before polling is tried.
    pub fallback_after: Duration,
    /// How long an upgrade may take before it is given up; polling goes on meanwhile.
    pub upgrade_timeout: Duration,
    /// Events that wait while there is no connection.
    pub buffer: usize,
    /// What happens when these are too many.
    pub overflow: Overflow,
    /// Largest frame that is taken, and largest sum of one event's attachments, in bytes.
    pub max_frame: usize,
    /// Events that the application has not taken may have about this many bytes before reading
    /// stops.
    pub inbox: usize,
    /// What the transport has not taken may have about this many bytes before events are refused.
    pub outbox: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            namespace: "/".into(),
            auth: None,
            transports: Transports::default(),
            backoff: Some(Backoff::default()),
            seed: 1,
            connect_timeout: Duration::from_secs(20),
            fallback_after: Duration::from_secs(5),
            upgrade_timeout: Duration::from_secs(10),
            buffer: 256,
            overflow: Overflow::default(),
            max_frame: 1 << 20,
            inbox: 4 << 20,
            outbox: 4 << 20,
        }
    }
}
