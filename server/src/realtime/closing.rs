//! Closing a connection that costs too much, with a word to its client before.

use std::time::Duration;

use protocol::{
    ErrorCode, ErrorReply,
    event::{Closing, Event},
};
use socketioxide::extract::SocketRef;

use super::wires::Wires;

/// How long the word has to reach its client before the connection is cut.
const GRACE: Duration = Duration::from_secs(1);

/// When to come back.
const COME_BACK_MS: u64 = 5000;

/// More events came than may wait.
pub(super) fn too_much(socket: &SocketRef, wires: &Wires) {
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
