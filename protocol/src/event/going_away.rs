//! `going_away`: the server is stopping.

use serde::{Deserialize, Serialize};

use super::Event;

/// The connection ends soon. Reconnect after the delay; messages that were not acked have to be
/// sent again with the same `client_id`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct GoingAway {
    /// Wait this long before reconnecting, in milliseconds.
    pub reconnect_after_ms: u64,
}

impl Event for GoingAway {
    const NAME: &'static str = "going_away";
}
