//! How a client is to behave.

use std::{sync::Arc, time::Duration};

use serde_json::Value;

use crate::{
    Client, Events,
    core::{Backoff, Config, Core, Overflow, Transports},
    driver,
    error::ConnectError,
    shared::Shared,
    transport::{self, Limits, Network},
    url::Endpoint,
};

/// Chooses how a client behaves. Every choice has a default.
#[derive(Clone, Debug)]
pub struct Builder {
    url: String,
    config: Config,
    trusted: Vec<Vec<u8>>,
}

impl Builder {
    pub(crate) fn new(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            config: Config {
                seed: transport::random_seed(),
                ..Config::default()
            },
            trusted: Vec::new(),
        }
    }

    /// The namespace; `/` by default.
    #[must_use]
    pub fn namespace(mut self, namespace: &str) -> Self {
        namespace.clone_into(&mut self.config.namespace);
        self
    }

    /// What is sent with each CONNECT; nothing by default. [`Client::set_auth`] changes it.
    #[must_use]
    pub fn auth(mut self, auth: Value) -> Self {
        self.config.auth = Some(auth);
        self
    }

    /// How the server is reached; see [`Transports`] for the default.
    #[must_use]
    pub fn transports(mut self, transports: Transports) -> Self {
        self.config.transports = transports;
        self
    }

    /// How long a WebSocket may take until the server's first word before polling is tried; 5 s
    /// by default, and at most half of the connect timeout. For
    /// [`Transports::WebSocketThenPolling`].
    #[cfg(feature = "polling")]
    #[must_use]
    pub fn fallback_after(mut self, patience: Duration) -> Self {
        self.config.fallback_after = patience;
        self
    }

    /// How long an upgrade from polling to a WebSocket may take before it is given up; 10 s by
    /// default. Polling goes on meanwhile, and another upgrade is tried after 30 s, and then ever
    /// more rarely.
    #[cfg(feature = "polling")]
    #[must_use]
    pub fn upgrade_timeout(mut self, timeout: Duration) -> Self {
        self.config.upgrade_timeout = timeout;
        self
    }

    /// When lost connections are tried again: half a second to ten by default; `None` never.
    #[must_use]
    pub fn reconnect(mut self, backoff: Option<Backoff>) -> Self {
        self.config.backoff = backoff;
        self
    }

    /// Seed of the back-off's jitter, for tests; random by default.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.config.seed = seed;
        self
    }

    /// How long opening the transport and joining the namespace may take, each; 20 s by default.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.config.connect_timeout = timeout;
        self
    }

    /// How many events wait while there is no connection, and what happens to more; 256 by
    /// default, and more are refused. With 0 events are sent at once or not at all. One that
    /// turns out to be larger than the server takes is dropped when there is a connection; its
    /// ack fails.
    #[must_use]
    pub fn buffer(mut self, events: usize, overflow: Overflow) -> Self {
        self.config.buffer = events;
        self.config.overflow = overflow;
        self
    }

    /// Largest frame that is taken, and largest sum of one event's attachments; 1 MiB by default.
    /// An answer to long-polling, which holds many frames, may be 16 times as large. A server
    /// that sends more loses the connection.
    #[must_use]
    pub fn max_frame(mut self, bytes: usize) -> Self {
        self.config.max_frame = bytes;
        self
    }

    /// How many bytes of events may wait to be taken from [`Events`]; 4 MiB by default. Beyond
    /// that nothing is read from the server until some are taken, acks neither, so that a server
    /// cannot fill the memory; it may give the connection up meanwhile. (A browser cannot stop
    /// reading; there, the connection is closed when as much again has come.) Each event counts
    /// with the bytes that came and 128 more. Drop the [`Events`] if you do not want them.
    #[must_use]
    pub fn max_unread(mut self, bytes: usize) -> Self {
        self.config.inbox = bytes;
        self
    }

    /// How many bytes may wait to be sent while there is a connection; 4 MiB by default. Beyond
    /// that events are refused with [`EmitError::Congested`](crate::EmitError::Congested).
    #[must_use]
    pub fn max_unsent(mut self, bytes: usize) -> Self {
        self.config.outbox = bytes;
        self
    }

    /// Trusts a certificate besides those that the system trusts, in DER form: of an authority of
    /// your own, or of one server that has signed its certificate itself.
    #[cfg(all(feature = "rustls", not(target_arch = "wasm32")))]
    #[must_use]
    pub fn trust(mut self, certificate: &[u8]) -> Self {
        self.trusted.push(certificate.to_owned());
        self
    }

    /// Starts the client in the background. Natively this needs a tokio runtime, in which it
    /// runs.
    ///
    /// # Errors
    /// [`ConnectError`] when this cannot be tried at all. That the server cannot be reached is no
    /// error: the client tries again.
    pub fn connect(self) -> Result<(Client, Events), ConnectError> {
        let endpoint = Endpoint::parse(&self.url)?;
        let limits = Limits {
            frame: self.config.max_frame,
            #[cfg(feature = "polling")]
            response: self.config.max_frame.saturating_mul(16),
            #[cfg(target_arch = "wasm32")]
            unread: self.config.inbox,
        };
        let network = Network::new(&endpoint, limits, &self.trusted)?;
        let core = Core::new(self.config, transport::now());
        let shared = Arc::new(Shared::new(core));
        driver::spawn(shared.clone(), endpoint, network);
        Ok((Client::new(shared.clone()), Events::new(shared)))
    }
}
