//! Typed requests over the connection.

use std::time::Duration;

use protocol::{Ack, ErrorReply, event::Request};

use super::client;

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
    let ack: Ack<R::Reply> = client
        .emit_with_ack(R::NAME, &request, ANSWER_TIMEOUT)
        .await
        .map_err(|_| Failure::Unreachable)?;
    Result::from(ack).map_err(Failure::Refused)
}
