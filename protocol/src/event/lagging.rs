//! `lagging`: the client reads too slowly.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::RoomHead;

/// The client has missed messages because it did not read them in time, and gets no more until it
/// asks for what it missed (`resume`, `history`) or compares `heads`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Lagging {
    /// The heads of its rooms: a client that has less requests the rest.
    pub heads: Vec<RoomHead>,
}

impl Event for Lagging {
    const NAME: &'static str = "lagging";
}
