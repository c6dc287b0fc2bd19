//! `welcome`: the first event after CONNECT.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::{Member, MemberId, Role, Room, RoomHead, RoomId, RoomPreference, TimelineId};

/// The member of the session, and the rooms that they are in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Welcome {
    /// [`PROTOCOL_VERSION`](crate::PROTOCOL_VERSION) of the server.
    pub protocol: u32,
    /// The history that the server continues. A client that holds messages of another one forgets
    /// them and loads anew; what it has still to send it sends all the same.
    pub timeline: TimelineId,
    /// The member that the session belongs to.
    pub me: Member,
    /// The member's role in the workspace.
    pub role: Role,
    /// The rooms that the member is in; with `more` only those that come first in a list of them:
    /// favourites, the first by name, and the most recently used direct rooms.
    pub rooms: Vec<Room>,
    /// Their heads: a client that has less requests the rest with `resume`.
    pub heads: Vec<RoomHead>,
    /// The member's preferences for some of them.
    #[serde(default)]
    pub preferences: Vec<RoomPreference>,
    /// Those of which the member is a room admin: there they may post even if only admins do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub administered: Vec<RoomId>,
    /// The people whom the member ignores: their messages are collapsed.
    #[serde(default)]
    pub ignored: Vec<MemberId>,
    /// How many of the member's reminders are due.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub reminders: u32,
    /// Whether the member is in other rooms too: all rooms follow, in portions, as
    /// [`Rooms`](super::Rooms).
    #[serde(default)]
    pub more: bool,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Event for Welcome {
    const NAME: &'static str = "welcome";
}
