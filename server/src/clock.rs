//! The server's clock.

use std::time::UNIX_EPOCH;

use protocol::Timestamp;

/// The time.
pub fn now() -> Timestamp {
    let since = UNIX_EPOCH.elapsed().unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
