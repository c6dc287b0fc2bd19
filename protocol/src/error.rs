//! Acks and the errors in them.

use serde::{Deserialize, Serialize};

/// The one answer to every event that asks for one: `{"ok": …}` or `{"error": {…}}`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Ack<T> {
    /// It was done. For a message: it is on disk.
    #[serde(rename = "ok")]
    Ok(T),
    /// It was refused, and nothing was changed.
    #[serde(rename = "error")]
    Error(ErrorReply),
}

impl<T> From<Result<T, ErrorReply>> for Ack<T> {
    fn from(result: Result<T, ErrorReply>) -> Self {
        match result {
            Ok(value) => Self::Ok(value),
            Err(error) => Self::Error(error),
        }
    }
}

impl<T> From<Ack<T>> for Result<T, ErrorReply> {
    fn from(ack: Ack<T>) -> Self {
        match ack {
            Ack::Ok(value) => Ok(value),
            Ack::Error(error) => Err(error),
        }
    }
}

/// A refusal: a code for programs (with its own fields beside it) and a sentence for people, which
/// says what to do next.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct ErrorReply {
    /// What went wrong, for programs.
    #[serde(flatten)]
    pub code: ErrorCode,
    /// What went wrong and what to do, for people.
    pub message: String,
}

impl ErrorReply {
    /// An error with its sentence.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}

/// Every way in which the server refuses. In JSON: `"code": "rate_limited", "retry_after_ms": 250`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ErrorCode {
    /// The payload is not what the event takes: a field is missing, or of the wrong type or form.
    InvalidPayload,
    /// No event of this name.
    UnknownEvent,
    /// The text of the message is empty, too long or holds control characters.
    InvalidBody,
    /// The name is empty, too long or holds control characters.
    InvalidName,
    /// No session, or one that has ended: get a new one and connect again.
    Unauthenticated,
    /// The session came with a request from another site.
    ForeignOrigin,
    /// The member may not do this here.
    Forbidden,
    /// No such thing, or none that the member may see.
    NotFound,
    /// Somebody has that name or handle.
    Taken,
    /// The invitation or link is used up, revoked or too old.
    Spent,
    /// Too much in too short a time.
    RateLimited {
        /// When to try again, in milliseconds from now.
        retry_after_ms: u64,
    },
    /// Too many connections, from this address or in all.
    TooManyConnections,
    /// The server is stopping: connect again and send again.
    ShuttingDown,
    /// The message could not be stored (disk full, for one): it is not posted; try again later.
    StorageUnavailable,
    /// Something went wrong on the server; it is in its log.
    Internal,
    /// A code that this version does not know.
    #[serde(other)]
    Unknown,
}

impl ErrorCode {
    /// Whether the same request may succeed later without a change.
    pub const fn is_temporary(self) -> bool {
        matches!(
            self,
            Self::RateLimited { .. }
                | Self::TooManyConnections
                | Self::ShuttingDown
                | Self::StorageUnavailable
                | Self::Internal
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_str, json, to_value};

    use super::*;

    #[test]
    fn an_error_is_flat_with_code_fields_and_message() {
        let error = ErrorReply::new(
            ErrorCode::RateLimited {
                retry_after_ms: 250,
            },
            "Wait a moment.",
        );
        let ack: Ack<()> = Ack::Error(error.clone());
        let wire = json!({"error": {"code": "rate_limited", "retry_after_ms": 250, "message": "Wait a moment."}});
        assert_eq!(to_value(&ack).expect("serialises"), wire);
        assert_eq!(from_str::<Ack<()>>(&wire.to_string()).expect("reads"), ack);
    }

    #[test]
    fn a_code_of_the_future_is_unknown_and_not_an_error() {
        let reply: ErrorReply =
            from_str(r#"{"code":"poll_closed","message":"The poll is over.","at":5}"#)
                .expect("reads");
        assert_eq!(reply.code, ErrorCode::Unknown);
    }
}
