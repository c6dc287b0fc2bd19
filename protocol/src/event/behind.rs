//! `behind`: the client reads too slowly.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::RoomHead;

/// The client has missed messages because it did not take them in time, and gets no more until it
/// asks for what it missed (`resume`, `history`) or compares `heads`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Behind {
    /// Where its rooms stand: a client that has less asks for the rest.
    pub heads: Vec<RoomHead>,
}

impl Event for Behind {
    const NAME: &'static str = "behind";
}
