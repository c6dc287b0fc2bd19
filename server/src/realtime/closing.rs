//! Closing a connection that costs too much, with a word to its client before.

use std::time::Duration;

use protocol::{
    ErrorCode, ErrorReply,
    event::{Closing, Event},
};
use socketioxide::{extract::SocketRef, handler::Value};

use super::{
    inbox::{Inbox, NoPlace, Place},
    transport::Transport,
    wires::Wires,
};

/// How long the word has to reach its client before the connection is cut.
const GRACE: Duration = Duration::from_secs(1);

/// When to come back.
const COME_BACK_MS: u64 = 5000;

/// Takes an event's place in its socket's inbox. Where there is none nothing is to be made of the event,
/// and the connection is closed.
pub(super) fn place(
    inbox: &Inbox,
    event: &Value,
    socket: &SocketRef,
    wires: &Wires,
) -> Option<Place> {
    match inbox.take(bytes(event), || wires.connection(socket)) {
        Ok(place) => Some(place),
        Err(NoPlace::Shut) => None,
        Err(NoPlace::Full) => {
            too_much(socket, wires);
            None
        }
    }
}

/// Bytes of an event as it came.
fn bytes(event: &Value) -> usize {
    match event {
        Value::Str(text, attachments) => {
            let attached = attachments.iter().flatten().map(|one| one.len());
            text.len() + attached.sum::<usize>()
        }
        Value::Bytes(bytes) => bytes.len(),
    }
}

/// Whether a transport may join a namespace. One that has done so too often is cut.
pub(super) fn may_join(socket: &SocketRef, wires: &Wires) -> bool {
    let may = Transport::of(socket).is_none_or(|transport| transport.may_join());
    if !may {
        wires.cut(socket);
    }
    may
}

/// More events came than may wait.
fn too_much(socket: &SocketRef, wires: &Wires) {
    close(
        socket,
        wires,
        "More came at once than may wait. Wait for the answers to what you have sent before you send \
         more.",
    );
}

/// Nothing was read for so long that what waits is thrown away.
pub(super) fn stalled(socket: &SocketRef, wires: &Wires) {
    tracing::debug!(socket = %socket.id, "a client does not read what it asked for");
    wires.cut(socket);
}

fn close(socket: &SocketRef, wires: &Wires, why: &str) {
    tracing::debug!(socket = %socket.id, "a connection costs too much, and is closed");
    let code = ErrorCode::RateLimited {
        retry_after_ms: COME_BACK_MS,
    };
    let error = ErrorReply::new(code, why);
    // One whose queue is full learns it by the cut.
    let _ = socket.emit(Closing::NAME, &Closing { error });
    // It stays in its namespace until then: what else it has sent already would find nobody there,
    // and end the connection before the word has reached its client.
    let (socket, wires) = (socket.clone(), wires.clone());
    tokio::spawn(async move {
        tokio::time::sleep(GRACE).await;
        wires.cut(&socket);
    });
}
