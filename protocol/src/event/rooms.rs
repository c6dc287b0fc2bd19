//! `rooms`: rooms for which the welcome had no place.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::{Room, RoomHead, RoomId, RoomPreference, RoomUse};

/// A portion of the rooms that the member is in. Portions follow a [`Welcome`](super::Welcome) that
/// has `more`, until one has none. They name all rooms, also those of the welcome and archived ones:
/// what none of them names, the member is not in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rooms {
    /// Some of the rooms. From now on their messages come.
    pub rooms: Vec<Room>,
    /// Their heads: a client that has less asks for the rest with `resume`.
    pub heads: Vec<RoomHead>,
    /// What the member set for some of them.
    #[serde(default)]
    pub preferences: Vec<RoomPreference>,
    /// Which of them the member is an admin of: there they post when only admins do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<RoomId>,
    /// When the direct ones among them that are in use were used last: lists of direct rooms are
    /// ordered by it.
    #[serde(default)]
    pub used: Vec<RoomUse>,
    /// Whether another portion follows.
    pub more: bool,
}

impl Event for Rooms {
    const NAME: &'static str = "rooms";
}
