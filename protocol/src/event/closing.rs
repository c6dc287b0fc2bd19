//! `closing`: the server closes the connection because the client overloads it.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::ErrorReply;

/// The connection ends within a second. Messages that were not acked have to be sent again with the
/// same `client_id`, later and more slowly.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Closing {
    /// The reason, and when to reconnect.
    pub error: ErrorReply,
}

impl Event for Closing {
    const NAME: &'static str = "closing";
}
