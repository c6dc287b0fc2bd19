//! What goes through the core's doors.

use serde_json::Value;
use std::time::Duration;

use super::Payload;
use crate::error::DisconnectReason;

/// A WebSocket frame.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Frame {
    /// Text.
    Text(String),
    /// Bytes.
    Binary(Vec<u8>),
}

impl Frame {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Binary(bytes) => bytes.len(),
        }
    }
}

/// Names an HTTP request that is under way.
#[cfg(feature = "polling")]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct RequestId(pub(super) u64);

/// An HTTP request.
#[cfg(feature = "polling")]
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// To be given back with its [`Input::Response`].
    pub id: RequestId,
    /// The query part of the address, without `?`.
    pub query: String,
    /// The body of a POST, as `text/plain;charset=UTF-8`; `None` is a GET.
    pub body: Option<String>,
}

/// An HTTP request had no answer, one whose status is not 200, or too long a one.
#[cfg(feature = "polling")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RequestFailed;

/// What happened outside.
#[derive(Debug)]
#[non_exhaustive]
pub enum Input {
    /// The WebSocket is open.
    WebSocketOpened,
    /// A frame came.
    Frame(Frame),
    /// The WebSocket could not be opened, or is closed.
    WebSocketLost,
    /// The WebSocket takes no frame at present.
    Blocked,
    /// The WebSocket takes frames again.
    Writable,
    /// An HTTP request has ended.
    #[cfg(feature = "polling")]
    Response {
        /// Which.
        id: RequestId,
        /// The body.
        result: Result<String, RequestFailed>,
    },
}

/// What is to be done outside. The frames of the WebSocket are apart, in
/// [`Core::poll_frame`](super::Core::poll_frame), as it may not take them while the rest goes on.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Transmit {
    /// Open a WebSocket; one that is there already is to be closed.
    OpenWebSocket {
        /// The query part of the address, without `?`.
        query: String,
    },
    /// Close the WebSocket, open or opening; no [`Input::WebSocketLost`] is needed.
    CloseWebSocket,
    /// Send an HTTP request.
    #[cfg(feature = "polling")]
    Request(Request),
    /// Give up all HTTP requests; no [`Input::Response`] is needed.
    #[cfg(feature = "polling")]
    AbortRequests,
}

/// Names an event that the server wants an ack for, on the connection on which it came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AckRequest {
    pub(super) id: i64,
    pub(super) connection: u64,
}

/// What the application is told.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub enum Event {
    /// The namespace was joined.
    Connected {
        /// This socket's id.
        sid: String,
    },
    /// The connection goes on by WebSocket; it began by polling.
    Upgraded,
    /// The server refuses the namespace. There are no more tries before
    /// [`Core::reconnect_now`](super::Core::reconnect_now).
    Refused {
        /// What the server says, commonly `{"message": …}`.
        data: Value,
    },
    /// An event came.
    Message {
        /// Its name.
        name: String,
        /// Its arguments.
        payload: Payload,
        /// Set if the server waits for an ack: give it to [`Core::ack`](super::Core::ack).
        ack: Option<AckRequest>,
    },
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
        /// Why the last one failed, or the connection was lost.
        reason: DisconnectReason,
    },
}
