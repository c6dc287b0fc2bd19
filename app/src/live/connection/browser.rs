//! The Socket.IO client of the page.

use std::time::Duration;

use leptos::{leptos_dom::helpers::set_timeout, prelude::*};
use protocol::{CHAT_NAMESPACE, limits::MAX_ANSWER_BYTES};
use serde_json::Value;
use socketio_client::{Backoff, Client, Event, Events, Overflow};

use super::{Connection, ConnectionState};

/// The largest packet that is read. Answers have a limit; what the server sends by itself is smaller,
/// but for somebody who is in very many rooms with very many others.
const MAX_PACKET_BYTES: usize = 8 * MAX_ANSWER_BYTES;

/// Failed tries after which the page says that it is offline.
const TRIES_UNTIL_OFFLINE: u32 = 3;

/// When to try again after the server refused the connection.
const RETRY_REFUSED: Duration = Duration::from_secs(10);

pub(super) type Driver = StoredValue<Inner, LocalStorage>;

#[derive(Default)]
pub(super) struct Inner {
    client: Option<Client>,
    /// The server has welcomed this connection.
    is_welcome: bool,
    /// The server has welcomed this page, be it on an earlier connection.
    was_welcome: bool,
}

pub(super) fn driver() -> Driver {
    StoredValue::new_local(Inner::default())
}

impl Connection {
    /// Connects; the client connects again by itself as long as the page lives.
    pub(in crate::live) fn open(self) -> Option<Events> {
        let origin = window().location().origin().ok()?;
        let client = Client::builder(&origin)
            .namespace(CHAT_NAMESPACE)
            .reconnect(Some(Backoff {
                first: Duration::from_millis(400),
                max: Duration::from_secs(8),
            }))
            // The outbox keeps what is to be sent; a request for a page is not worth keeping.
            .buffer(0, Overflow::Refuse)
            .max_frame(MAX_PACKET_BYTES)
            .connect();
        let (client, events) = client.ok()?;
        self.driver
            .update_value(|inner| inner.client = Some(client));
        Some(events)
    }

    /// Follows what the client reports about the connection itself.
    pub(in crate::live) fn follow(self, event: &Event) {
        match event {
            Event::Disconnected { .. } => {
                self.driver.update_value(|inner| inner.is_welcome = false);
                self.set(ConnectionState::Connecting);
            }
            Event::Reconnecting { attempt, .. } => {
                let is_offline = *attempt >= TRIES_UNTIL_OFFLINE || !window().navigator().on_line();
                self.set(if is_offline {
                    ConnectionState::Offline
                } else {
                    ConnectionState::Connecting
                });
            }
            Event::Refused { data } => self.refused(data),
            // By what the connection runs makes no difference here.
            _ => {}
        }
    }

    /// The session of a page that was let in before has ended: the server leads to where one signs in
    /// again. Else there are too many connections, say, and a later try succeeds.
    fn refused(self, data: &Value) {
        self.set(ConnectionState::Offline);
        // What is refused during the handshake is an error as JSON in a text (docs/protocol.md).
        let error = data.get("message").and_then(Value::as_str);
        let has_ended = error.is_some_and(|error| error.contains("\"unauthenticated\""));
        if has_ended && self.driver.with_value(|inner| inner.was_welcome) {
            self.reload();
        } else {
            set_timeout(move || self.reconnect(), RETRY_REFUSED);
        }
    }

    pub(in crate::live) fn reconnect(self) {
        if let Some(client) = self.client() {
            let _ = client.reconnect_now();
        }
    }

    /// The server has welcomed the connection. True if it had welcomed this page before.
    pub(in crate::live) fn welcomed(self) -> bool {
        self.set(ConnectionState::Online);
        let mut was_welcome = false;
        self.driver.update_value(|inner| {
            inner.is_welcome = true;
            was_welcome = std::mem::replace(&mut inner.was_welcome, true);
        });
        was_welcome
    }

    pub(in crate::live) fn is_welcome(self) -> bool {
        self.driver.with_value(|inner| inner.is_welcome)
    }

    pub(in crate::live) fn set(self, state: ConnectionState) {
        self.state.set(state);
    }

    /// Loads the page anew, once: the server draws what has changed. Drafts and what is unsent are
    /// stored, and what is asked by a page that goes is of no use.
    pub(in crate::live) fn reload(self) {
        let mut client = None;
        self.driver
            .update_value(|inner| client = inner.client.take());
        if client.is_some() {
            let _ = window().location().reload();
        }
    }

    pub(super) fn client(self) -> Option<Client> {
        self.driver.with_value(|inner| inner.client.clone())
    }
}
