//! Acks, and the errors in them.

use serde::{Deserialize, Serialize};

/// The answer to every event that asks for one: `{"ok": …}` or `{"error": {…}}`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Ack<T> {
    /// The request was done. For a message: it is on disk.
    #[serde(rename = "ok")]
    Ok(T),
    /// The request was refused, and nothing was changed.
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

/// An error: a code for programs (with its own fields beside it) and a sentence for people, which
/// says what to do next.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
#[serde(try_from = "FlatError", into = "FlatError")]
pub struct ErrorReply {
    /// What went wrong, for programs.
    pub code: ErrorCode,
    /// What went wrong and what to do, for people.
    pub message: String,
}

impl ErrorReply {
    /// Creates an error with its message.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}

/// Every reason for which the server refuses a request. In JSON: `"code": "rate_limited",
/// "retry_after_ms": 250`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorCode {
    /// The payload is not what the event takes: a field is missing, or of the wrong type or form.
    InvalidPayload,
    /// No event of this name.
    UnknownEvent,
    /// The text of the message is empty, too long or contains control characters.
    InvalidBody,
    /// The `client_id` is that of another message of the sender's: of another text or room, or of a
    /// deleted one. Send the text under a new one.
    ClientIdReused,
    /// The message notifies more people than is done unasked: send it again with `confirmed`.
    ConfirmationRequired,
    /// The name is empty, too long or contains control characters.
    InvalidName,
    /// No session, or one that has ended: get a new one and reconnect.
    Unauthenticated,
    /// The session came with a request from another site.
    ForeignOrigin,
    /// The member may not do this here.
    Forbidden,
    /// No such thing, or none that the member may see.
    NotFound,
    /// Somebody else has this name or handle.
    Taken,
    /// The person has reached a limit: something must be removed first.
    LimitReached,
    /// The invitation or link is used up, revoked or expired.
    Spent,
    /// Too many requests in too short a time.
    RateLimited {
        /// When to try again, in milliseconds from now.
        retry_after_ms: u64,
    },
    /// Too many connections, from this address or in total.
    TooManyConnections,
    /// The server is stopping: reconnect and send again.
    ShuttingDown,
    /// The message could not be stored (for example, because the disk is full) and is not posted;
    /// try again later.
    StorageUnavailable,
    /// The server failed; its log has the details.
    Internal,
    /// A code that this version does not know.
    Unknown,
}

impl ErrorCode {
    /// All known codes without fields.
    const PLAIN: [Self; 17] = [
        Self::InvalidPayload,
        Self::UnknownEvent,
        Self::InvalidBody,
        Self::ClientIdReused,
        Self::ConfirmationRequired,
        Self::InvalidName,
        Self::Unauthenticated,
        Self::ForeignOrigin,
        Self::Forbidden,
        Self::NotFound,
        Self::Taken,
        Self::LimitReached,
        Self::Spent,
        Self::TooManyConnections,
        Self::ShuttingDown,
        Self::StorageUnavailable,
        Self::Internal,
    ];

    /// Its name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InvalidPayload => "invalid_payload",
            Self::UnknownEvent => "unknown_event",
            Self::InvalidBody => "invalid_body",
            Self::ClientIdReused => "client_id_reused",
            Self::ConfirmationRequired => "confirmation_required",
            Self::InvalidName => "invalid_name",
            Self::Unauthenticated => "unauthenticated",
            Self::ForeignOrigin => "foreign_origin",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Taken => "taken",
            Self::LimitReached => "limit_reached",
            Self::Spent => "spent",
            Self::RateLimited { .. } => RATE_LIMITED,
            Self::TooManyConnections => "too_many_connections",
            Self::ShuttingDown => "shutting_down",
            Self::StorageUnavailable => "storage_unavailable",
            Self::Internal => "internal",
            Self::Unknown => "unknown",
        }
    }

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

const RATE_LIMITED: &str = "rate_limited";

/// An error as it is in JSON: a code's own fields beside the code.
///
/// Not by `#[serde(flatten)]` and `#[serde(tag)]`: the code that they generate adds some kB to the
/// browser's module.
#[derive(Serialize, Deserialize)]
struct FlatError {
    code: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retry_after_ms: Option<u64>,
    message: String,
}

impl From<ErrorReply> for FlatError {
    fn from(error: ErrorReply) -> Self {
        Self {
            code: error.code.name().to_owned(),
            retry_after_ms: match error.code {
                ErrorCode::RateLimited { retry_after_ms } => Some(retry_after_ms),
                _ => None,
            },
            message: error.message,
        }
    }
}

impl TryFrom<FlatError> for ErrorReply {
    type Error = &'static str;

    fn try_from(error: FlatError) -> Result<Self, Self::Error> {
        let code = if error.code == RATE_LIMITED {
            let retry_after_ms = error.retry_after_ms.ok_or("no retry_after_ms")?;
            ErrorCode::RateLimited { retry_after_ms }
        } else {
            let mut known = ErrorCode::PLAIN.into_iter();
            known
                .find(|known| known.name() == error.code)
                .unwrap_or(ErrorCode::Unknown)
        };
        Ok(Self::new(code, error.message))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_str, from_value, json, to_value};

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
    fn every_code_comes_back_as_itself() {
        let limited = ErrorCode::RateLimited { retry_after_ms: 1 };
        for code in ErrorCode::PLAIN.into_iter().chain([limited]) {
            let error = ErrorReply::new(code, "Why.");
            let wire = to_value(&error).expect("serialises");
            assert_eq!(wire["code"], code.name());
            assert_eq!(wire.get("retry_after_ms").is_some(), code == limited);
            assert_eq!(from_value::<ErrorReply>(wire).expect("reads"), error);
        }
    }

    #[test]
    fn the_fields_of_a_code_are_not_optional() {
        let wire = json!({"code": "rate_limited", "message": "Wait a moment."});
        assert!(from_value::<ErrorReply>(wire).is_err());
    }

    #[test]
    fn a_code_of_the_future_is_unknown_and_not_an_error() {
        let reply: ErrorReply =
            from_str(r#"{"code":"poll_closed","message":"The poll is over.","at":5}"#)
                .expect("reads");
        assert_eq!(reply.code, ErrorCode::Unknown);
    }
}
