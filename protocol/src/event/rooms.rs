//! `rooms`: rooms that did not fit into the welcome.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::{Room, RoomHead, RoomId, RoomPreference, RoomUse};

/// A portion of the rooms that the member is in. Portions follow a [`Welcome`](super::Welcome) that
/// has `more`, until one has none. Together they list all rooms, including those of the welcome and
/// archived ones: the member is in no other.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rooms {
    /// Some of the rooms. Their messages are sent from now on.
    pub rooms: Vec<Room>,
    /// Their heads: a client that has less requests the rest with `resume`.
    pub heads: Vec<RoomHead>,
    /// The member's preferences for some of them.
    #[serde(default)]
    pub preferences: Vec<RoomPreference>,
    /// Those of which the member is a room admin: there they may post even if only admins do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub administered: Vec<RoomId>,
    /// When the active direct rooms among them were last used: lists of direct rooms are sorted by
    /// it.
    #[serde(default)]
    pub used: Vec<RoomUse>,
    /// Whether another portion follows.
    pub more: bool,
}

impl Event for Rooms {
    const NAME: &'static str = "rooms";
}
