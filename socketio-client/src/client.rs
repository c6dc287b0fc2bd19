//! The handle that an application holds.

use std::{sync::Arc, time::Duration};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    Builder, TypedEvent,
    core::{Core, Payload, Transport, Volatile},
    error::{AckError, EmitError},
    shared::Shared,
};

/// A Socket.IO client; cheap to clone. It ends with [`Client::close`], or when the last clone is
/// dropped; [`Events`](crate::Events) and [`Message`](crate::Message)s do not keep it alive.
#[derive(Clone, Debug)]
pub struct Client {
    handle: Arc<Handle>,
}

#[derive(Debug)]
struct Handle {
    shared: Arc<Shared>,
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.shared.command(Core::close);
    }
}

impl Client {
    /// Starts with the server's address: `http(s)://` or `ws(s)://`, a host, and a path if the
    /// server's is not `/socket.io/`. Natively `https://` and `wss://` need the feature `rustls`.
    pub fn builder(url: &str) -> Builder {
        Builder::new(url)
    }

    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self {
            handle: Arc::new(Handle { shared }),
        }
    }

    fn shared(&self) -> &Shared {
        &self.handle.shared
    }

    /// Sends an event with one argument. Without a connection it waits for one, if the buffer
    /// has room ([`Builder::buffer`]).
    ///
    /// # Errors
    /// [`EmitError`] says why it is not sent and not kept.
    pub fn emit<T: Serialize + ?Sized>(&self, name: &str, payload: &T) -> Result<(), EmitError> {
        let payload = Payload::of(payload).map_err(|_| EmitError::Payload)?;
        self.emit_payload(name, payload)
    }

    /// Sends an event whose name belongs to its type.
    ///
    /// # Errors
    /// As [`Client::emit`].
    pub fn emit_event<E: TypedEvent + Serialize>(&self, event: &E) -> Result<(), EmitError> {
        self.emit(E::NAME, event)
    }

    /// Sends an event with any arguments, bytes too.
    ///
    /// # Errors
    /// As [`Client::emit`].
    #[allow(clippy::needless_pass_by_value, reason = "who sends it is done with it")]
    pub fn emit_payload(&self, name: &str, payload: Payload) -> Result<(), EmitError> {
        self.shared()
            .command(|core, now| core.emit(name, &payload, None, now).map(|_| ()))
    }

    /// Sends an event that is worth something only now (a cursor's place, say). It is dropped
    /// without a connection, or while the transport has not taken what was sent before. It is
    /// never kept for later.
    ///
    /// # Errors
    /// [`EmitError`], but not for the above: [`Volatile`] tells of that.
    pub fn emit_volatile<T: Serialize + ?Sized>(
        &self,
        name: &str,
        payload: &T,
    ) -> Result<Volatile, EmitError> {
        let payload = Payload::of(payload).map_err(|_| EmitError::Payload)?;
        self.shared()
            .command(|core, _| core.emit_volatile(name, &payload))
    }

    /// Sends an event and waits for the server's ack. It is sent when this is first polled.
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
        let answer = self.shared().ask(name, &payload, timeout)?;
        answer.await.unwrap_or(Err(AckError::Closed))
    }

    /// Another auth payload, from the next CONNECT on.
    ///
    /// # Errors
    /// When the client was closed.
    pub fn set_auth(&self, auth: Option<Value>) -> Result<(), EmitError> {
        self.command(|core, _| core.set_auth(auth))
    }

    /// Tries at once, if there is no connection: when the network is back, or after a refusal.
    ///
    /// # Errors
    /// When the client was closed.
    pub fn reconnect_now(&self) -> Result<(), EmitError> {
        self.command(Core::reconnect_now)
    }

    fn command(&self, act: impl FnOnce(&mut Core, Duration)) -> Result<(), EmitError> {
        self.shared().command(|core, now| {
            if core.is_closed() {
                return Err(EmitError::Closed);
            }
            act(core, now);
            Ok(())
        })
    }

    /// Whether the namespace is joined.
    pub fn is_connected(&self) -> bool {
        self.shared().drive(|core, _| core.is_connected())
    }

    /// By what the connection runs; `None` without one.
    pub fn transport(&self) -> Option<Transport> {
        self.shared().drive(|core, _| core.transport())
    }

    /// Says good-bye and ends. Returns when the transport is closed; a peer that does not answer
    /// is waited for 4 seconds at most.
    pub async fn close(&self) {
        // Without a sender it has ended already.
        let _ = self.shared().close().await;
    }
}
