//! Closes connections that cost too much, after a `closing` event to their client.

use std::time::Duration;

use protocol::{
    ErrorCode, ErrorReply,
    event::{Closing, Event},
};
use socketioxide::{extract::SocketRef, handler::Value};

use super::{
    inbox::{Inbox, NoSlot, Slot},
    transport::Transport,
    transports::Transports,
};

/// How long the event has to reach its client before the connection is closed.
const GRACE: Duration = Duration::from_secs(1);

/// When the client should reconnect.
const RETRY_AFTER_MS: u64 = 5000;

/// Takes an event's slot in its socket's inbox. If there is none, the event must not be processed,
/// and the connection is closed.
pub(super) fn slot(
    inbox: &Inbox,
    event: &Value,
    socket: &SocketRef,
    transports: &Transports,
) -> Option<Slot> {
    match inbox.take(bytes(event), || transports.connection(socket)) {
        Ok(slot) => Some(slot),
        Err(NoSlot::Shut) => None,
        Err(NoSlot::Full) => {
            too_much(socket, transports);
            None
        }
    }
}

/// Size of an event as received, in bytes.
fn bytes(event: &Value) -> usize {
    match event {
        Value::Str(text, attachments) => {
            let attached = attachments.iter().flatten().map(|one| one.len());
            text.len() + attached.sum::<usize>()
        }
        Value::Bytes(bytes) => bytes.len(),
    }
}

/// Whether a transport may join a namespace. If it has joined too often, it is disconnected.
pub(super) fn may_join(socket: &SocketRef, transports: &Transports) -> bool {
    let may = Transport::of(socket).is_none_or(|transport| transport.may_join());
    if !may {
        transports.disconnect(socket);
    }
    may
}

/// More events arrived than may wait.
fn too_much(socket: &SocketRef, transports: &Transports) {
    close(
        socket,
        transports,
        "Too many requests are waiting. Wait for the answers to what you have sent before you send \
         more.",
    );
}

/// The client read nothing for so long that its queue is discarded.
pub(super) fn stalled(socket: &SocketRef, transports: &Transports) {
    tracing::debug!(socket = %socket.id, "a client does not read what it asked for");
    transports.disconnect(socket);
}

fn close(socket: &SocketRef, transports: &Transports, why: &str) {
    tracing::debug!(socket = %socket.id, "a connection costs too much, and is closed");
    let code = ErrorCode::RateLimited {
        retry_after_ms: RETRY_AFTER_MS,
    };
    let error = ErrorReply::new(code, why);
    // A client whose queue is full only sees the connection close.
    let _ = socket.emit(Closing::NAME, &Closing { error });
    // The socket stays in its namespace until then. Otherwise events that the client has already
    // sent would find no namespace and end the connection before `closing` has reached it.
    let (socket, transports) = (socket.clone(), transports.clone());
    tokio::spawn(async move {
        tokio::time::sleep(GRACE).await;
        transports.disconnect(&socket);
    });
}
