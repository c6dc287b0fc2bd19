//! Times in the protocol.

use serde::{Deserialize, Serialize};

/// A UTC instant: milliseconds since 1970-01-01T00:00:00Z, as from JavaScript's `Date.now()`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Milliseconds since the epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }
}
