//! `closing`: the server closes the connection because of what the client does.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::ErrorReply;

/// The connection ends within a second. What was not acked is to be sent again with the same
/// `client_id`, later and more slowly.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Closing {
    /// Why, and when to come back.
    pub error: ErrorReply,
}

impl Event for Closing {
    const NAME: &'static str = "closing";
}
