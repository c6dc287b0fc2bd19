//! What to do when the server refuses a message, and the reason in words. Pure.

use protocol::{ErrorCode, ErrorReply};

/// A short, friendly reason that ends in a full stop.
pub fn reason(error: &ErrorReply) -> String {
    match error.code {
        ErrorCode::Unknown | ErrorCode::Internal if error.message.is_empty() => {
            "Something went wrong on the server.".into()
        }
        _ => error.message.clone(),
    }
}

/// Whether it is tried again without asking its author.
pub fn is_passing(error: &ErrorReply) -> bool {
    matches!(
        error.code,
        ErrorCode::RateLimited { .. }
            | ErrorCode::ShuttingDown
            | ErrorCode::StorageUnavailable
            | ErrorCode::TooManyConnections
    )
}

/// How long to wait before that, in milliseconds.
pub fn wait_ms(error: &ErrorReply) -> u64 {
    match error.code {
        ErrorCode::RateLimited { retry_after_ms } => retry_after_ms.clamp(50, 60_000),
        _ => 2_000,
    }
}
