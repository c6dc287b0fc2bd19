//! What happens, as a stream.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use futures_util::Stream;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    TypedEvent,
    core::{self, AckRequest, Core, Payload},
    error::{DisconnectReason, EmitError, PayloadError},
    shared::Shared,
};

/// What happens, as it happens: every event of the server, whatever its name, and what becomes of
/// the connection. Ends when the client does.
///
/// Take events as they come, or drop this: see [`Builder::max_unread`](crate::Builder::max_unread)
/// for what happens otherwise.
#[derive(Debug)]
pub struct Events {
    shared: Arc<Shared>,
}

impl Events {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// The next one; `None` once the client has ended.
    pub async fn next(&mut self) -> Option<Event> {
        futures_util::StreamExt::next(self).await
    }
}

impl Stream for Events {
    type Item = Event;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Event>> {
        let shared = &self.shared;
        let event = shared.poll_event(cx);
        event.map(|event| event.map(|event| Event::new(event, shared)))
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.shared.command(Core::stop_events);
    }
}

/// What the application is told.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event {
    /// The namespace was joined. What waited has been sent.
    Connected {
        /// This socket's id.
        sid: String,
    },
    /// The connection began by long-polling and goes on by WebSocket.
    Upgraded,
    /// The server refuses the namespace: there is no other try before
    /// [`Client::reconnect_now`](crate::Client::reconnect_now).
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
        /// Why the last try failed, or the connection was lost.
        reason: DisconnectReason,
    },
}

impl Event {
    fn new(event: core::Event, shared: &Arc<Shared>) -> Self {
        match event {
            core::Event::Connected { sid } => Self::Connected { sid },
            core::Event::Upgraded => Self::Upgraded,
            core::Event::Refused { data } => Self::Refused { data },
            core::Event::Message { name, payload, ack } => Self::Message(Message {
                name,
                payload,
                ack,
                shared: shared.clone(),
            }),
            core::Event::Disconnected { reason } => Self::Disconnected { reason },
            core::Event::Reconnecting {
                attempt,
                delay,
                reason,
            } => Self::Reconnecting {
                attempt,
                delay,
                reason,
            },
        }
    }
}

/// An event from the server.
#[derive(Debug)]
pub struct Message {
    /// Its name.
    pub name: String,
    /// Its arguments.
    pub payload: Payload,
    ack: Option<AckRequest>,
    shared: Arc<Shared>,
}

impl Message {
    /// Reads it as an event whose name belongs to its type; `None` if it has another name.
    ///
    /// # Errors
    /// When it has this name and its first argument is not of that type.
    pub fn read_as<E: TypedEvent + DeserializeOwned>(&self) -> Option<Result<E, PayloadError>> {
        (self.name == E::NAME).then(|| self.payload.read())
    }

    /// Whether the server waits for an ack.
    pub fn wants_ack(&self) -> bool {
        self.ack.is_some()
    }

    /// Answers. Does nothing if no answer is wanted, or if the connection on which the question
    /// came is gone.
    ///
    /// # Errors
    /// [`EmitError::Congested`] and [`EmitError::TooLarge`]; the server gets no answer then.
    #[allow(clippy::needless_pass_by_value, reason = "who answers is done with it")]
    pub fn answer(self, payload: Payload) -> Result<(), EmitError> {
        let Some(request) = self.ack else {
            return Ok(());
        };
        self.shared.command(|core, _| core.ack(request, &payload))
    }
}

#[cfg(test)]
impl Message {
    /// One that nobody waits for an answer to.
    pub(crate) fn for_test(name: &str, payload: Payload) -> Self {
        let core = Core::new(core::Config::default(), Duration::ZERO);
        Self {
            name: name.to_owned(),
            payload,
            ack: None,
            shared: Arc::new(Shared::new(core)),
        }
    }
}
