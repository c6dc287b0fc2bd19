//! The handle that an application holds, and the stream of what happens.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use futures_channel::{mpsc, oneshot};
use futures_util::Stream;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    core::{Backoff, Config, Overflow, Payload},
    driver::{self, Command},
    error::{AckError, DisconnectReason, EmitError, InvalidUrl},
    url,
};

/// Chooses how a client behaves. Every choice has a default.
#[derive(Clone, Debug)]
pub struct Builder {
    url: String,
    config: Config,
}

impl Builder {
    pub(crate) fn new(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            config: Config {
                namespace: "/".into(),
                auth: None,
                backoff: Some(Backoff::default()),
                seed: driver::random_seed(),
                connect_timeout: Duration::from_secs(20),
                buffer: 256,
                overflow: Overflow::default(),
                max_frame: 1 << 20,
            },
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
    /// default, and more are refused. With 0 events are sent at once or not at all.
    #[must_use]
    pub fn buffer(mut self, events: usize, overflow: Overflow) -> Self {
        self.config.buffer = events;
        self.config.overflow = overflow;
        self
    }

    /// Largest frame that is taken, and largest sum of one event's attachments; 1 MiB by default.
    #[must_use]
    pub fn max_frame(mut self, bytes: usize) -> Self {
        self.config.max_frame = bytes;
        self
    }

    /// Starts the client in the background. Natively this needs a tokio runtime.
    ///
    /// # Errors
    /// When the address is none.
    pub fn connect(self) -> Result<(Client, Events), InvalidUrl> {
        let url = url::websocket(&self.url)?;
        let (commands, incoming) = mpsc::unbounded();
        let (outgoing, events) = mpsc::unbounded();
        driver::spawn(url, self.config, incoming, outgoing);
        Ok((Client { commands }, Events { events }))
    }
}

/// A Socket.IO client; cheap to clone. It ends with [`Client::close`], or when the last handle
/// and the [`Events`] are gone.
#[derive(Clone, Debug)]
pub struct Client {
    commands: mpsc::UnboundedSender<Command>,
}

impl Client {
    /// Starts with the server's address: `http(s)://` or `ws(s)://`, a host, and a path if the
    /// server's is not `/socket.io/`.
    pub fn builder(url: &str) -> Builder {
        Builder::new(url)
    }

    /// Sends an event with one argument. Without a connection it waits for one.
    ///
    /// # Errors
    /// When the payload is no JSON, or the client was closed. That the buffer is full or the name
    /// is reserved is told by [`Client::emit_with_ack`] only.
    pub fn emit<T: Serialize + ?Sized>(&self, name: &str, payload: &T) -> Result<(), EmitError> {
        let payload = Payload::of(payload).map_err(|_| EmitError::Payload)?;
        self.emit_payload(name, payload)
    }

    /// Sends an event with any arguments, bytes too.
    ///
    /// # Errors
    /// When the client was closed.
    pub fn emit_payload(&self, name: &str, payload: Payload) -> Result<(), EmitError> {
        self.command(Command::Emit {
            name: name.to_owned(),
            payload,
        })
    }

    /// Sends an event and waits for the server's ack.
    ///
    /// # Errors
    /// [`AckError`] says why there is none.
    pub async fn emit_with_ack<R: DeserializeOwned>(
        &self,
        name: &str,
        payload: &(impl Serialize + ?Sized),
        timeout: Duration,
    ) -> Result<R, AckError> {
        let payload = Payload::of(payload).map_err(|_| EmitError::Payload)?;
        let ack = self.emit_payload_with_ack(name, payload, timeout).await?;
        ack.read().map_err(|_| AckError::Payload)
    }

    /// The same with any arguments, bytes too, in both directions.
    ///
    /// # Errors
    /// [`AckError`] says why there is no ack.
    pub async fn emit_payload_with_ack(
        &self,
        name: &str,
        payload: Payload,
        timeout: Duration,
    ) -> Result<Payload, AckError> {
        let (answer, answered) = oneshot::channel();
        self.command(Command::EmitWithAck {
            name: name.to_owned(),
            payload,
            timeout,
            answer,
        })?;
        answered.await.unwrap_or(Err(AckError::Closed))
    }

    /// Another auth payload, from the next CONNECT on.
    ///
    /// # Errors
    /// When the client was closed.
    pub fn set_auth(&self, auth: Option<Value>) -> Result<(), EmitError> {
        self.command(Command::SetAuth(auth))
    }

    /// Tries at once, if there is no connection: when the network is back, or after a refusal.
    ///
    /// # Errors
    /// When the client was closed.
    pub fn reconnect_now(&self) -> Result<(), EmitError> {
        self.command(Command::ReconnectNow)
    }

    /// Says good-bye and ends. Returns when the transport is closed.
    pub async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.command(Command::Close(done)).is_ok() {
            let _ = closed.await;
        }
    }

    fn command(&self, command: Command) -> Result<(), EmitError> {
        self.commands
            .unbounded_send(command)
            .map_err(|_| EmitError::Closed)
    }
}

/// What happens, as it happens. Ends when the client does.
#[derive(Debug)]
pub struct Events {
    events: mpsc::UnboundedReceiver<Event>,
}

impl Stream for Events {
    type Item = Event;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Event>> {
        Pin::new(&mut self.events).poll_next(cx)
    }
}

impl Events {
    /// The next one; `None` once the client has ended.
    pub async fn next(&mut self) -> Option<Event> {
        futures_util::StreamExt::next(&mut self.events).await
    }
}

/// What the application is told.
#[derive(Debug)]
pub enum Event {
    /// The namespace was joined. What waited has been sent.
    Connected {
        /// This socket's id.
        sid: String,
    },
    /// The server refuses the namespace: there is no other try before
    /// [`Client::reconnect_now`].
    Refused {
        /// What the server says, commonly `{"message": …}`.
        data: Value,
    },
    /// An event came.
    Message(Message),
    /// The connection was lost, or closed.
    Disconnected {
        /// Why.
        reason: DisconnectReason,
    },
    /// Another try follows.
    Reconnecting {
        /// Which try, from 1.
        attempt: u32,
        /// How long until it.
        delay: Duration,
    },
}

/// An event from the server.
#[derive(Debug)]
pub struct Message {
    /// Its name.
    pub name: String,
    /// Its arguments.
    pub payload: Payload,
    pub(crate) ack: Option<i64>,
    pub(crate) commands: mpsc::UnboundedSender<Command>,
}

impl Message {
    /// Whether the server waits for an ack.
    pub fn wants_ack(&self) -> bool {
        self.ack.is_some()
    }

    /// Answers. Does nothing if no answer is wanted, or the connection is gone.
    pub fn answer(self, payload: Payload) {
        if let Some(id) = self.ack {
            // A client that has ended answers nobody.
            let _ = self
                .commands
                .unbounded_send(Command::Answer { id, payload });
        }
    }
}
