//! Typed requests over the connection.

use std::time::Duration;

use protocol::{ErrorReply, event::Request};
use serde_json::Value;
use socketio_client::Payload;

use super::Connection;
use crate::json;

/// How long an answer may take. A request that got none may have been done all the same.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);

/// Why there is no reply.
pub(in crate::live) enum RequestError {
    /// The server refuses.
    Refused(ErrorReply),
    /// No answer came: no connection, or none in time.
    Unreachable,
}

impl Connection {
    /// Asks, and waits for the reply.
    pub(in crate::live) async fn ask<R: Request>(
        self,
        request: R,
    ) -> Result<R::Reply, RequestError> {
        let payload = Payload::of(&request).map_err(|_| RequestError::Unreachable)?;
        let reply = self.ask_untyped(R::NAME, payload).await?;
        json::from_value(&reply).ok_or(RequestError::Unreachable)
    }

    /// Once for all kinds of requests, as each copy would weigh in the browser's module.
    async fn ask_untyped(self, name: &str, payload: Payload) -> Result<Value, RequestError> {
        let client = self.client().ok_or(RequestError::Unreachable)?;
        let ack = client.emit_payload_with_ack(name, payload, ANSWER_TIMEOUT);
        let ack = ack.await.map_err(|_| RequestError::Unreachable)?;
        // What `protocol::Ack` says, without a reader of it for each kind of reply.
        let mut args = ack.args.into_iter();
        let mut ack = args.next().unwrap_or(Value::Null);
        if let Some(error) = ack.get("error") {
            let error: ErrorReply = json::from_value(error).ok_or(RequestError::Unreachable)?;
            return Err(RequestError::Refused(error));
        }
        Ok(ack.get_mut("ok").map_or(Value::Null, Value::take))
    }
}
