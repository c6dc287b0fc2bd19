//! Errors for [heavy work](crate::heavy_work) that was not done.

use protocol::{ErrorCode, ErrorReply};

use crate::{
    heavy_work::{self, NotDone},
    passwords,
};

/// The queue for heavy work is full.
pub(crate) fn too_busy(_: heavy_work::Busy) -> ErrorReply {
    ErrorReply::new(
        ErrorCode::RateLimited {
            retry_after_ms: 2000,
        },
        "The server is busy. Try again in a moment.",
    )
}

/// There is not enough memory to hash the password.
pub(crate) fn busy(_: passwords::Busy) -> ErrorReply {
    too_busy(heavy_work::Busy)
}

pub(crate) fn not_done(why: NotDone) -> ErrorReply {
    match why {
        NotDone::Busy(busy) => too_busy(busy),
        NotDone::Failed => ErrorReply::new(
            ErrorCode::Internal,
            "Something went wrong on the server. Try again.",
        ),
    }
}
