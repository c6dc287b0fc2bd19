//! Typed requests over the connection.

use std::time::Duration;

use protocol::{ErrorReply, event::Request};
use serde_json::Value;

use super::client;
use crate::json;

/// How long an answer may take. A request that got none may have been done all the same.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);

/// Why there is no reply.
pub(super) enum Failure {
    /// The server refuses.
    Refused(ErrorReply),
    /// No answer came: no connection, or none in time.
    Unreachable,
}

/// Asks, and waits for the reply.
pub(super) async fn ask<R: Request>(request: R) -> Result<R::Reply, Failure> {
    let client = client().ok_or(Failure::Unreachable)?;
    let ack: Value = client
        .emit_with_ack(R::NAME, &request, ANSWER_TIMEOUT)
        .await
        .map_err(|_| Failure::Unreachable)?;
    // What `protocol::Ack` says, without a reader of it for each kind of reply.
    if let Some(error) = ack.get("error") {
        let error: ErrorReply = json::from_value(error).ok_or(Failure::Unreachable)?;
        return Err(Failure::Refused(error));
    }
    let reply = ack.get("ok").unwrap_or(&Value::Null);
    json::from_value(reply).ok_or(Failure::Unreachable)
}
