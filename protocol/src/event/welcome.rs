//! `welcome`: the first event after CONNECT.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::{Member, MemberId, Role, Room, RoomHead, RoomId, RoomPreference};

/// Who the client is, and what it may see.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Welcome {
    /// [`PROTOCOL_VERSION`](crate::PROTOCOL_VERSION) of the server.
    pub protocol: u32,
    /// The member that the session belongs to.
    pub me: Member,
    /// What the member is to the place.
    pub role: Role,
    /// The rooms that the member is in; with `more` those that come first in a list of them:
    /// favourites, the first by name, and the direct ones that were used last.
    pub rooms: Vec<Room>,
    /// Their heads: a client that has less asks for the rest with `resume`.
    pub heads: Vec<RoomHead>,
    /// What the member set for some of them.
    #[serde(default)]
    pub preferences: Vec<RoomPreference>,
    /// Which of them the member is an admin of: there they post when only admins do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<RoomId>,
    /// Whose messages the member has folded.
    #[serde(default)]
    pub ignored: Vec<MemberId>,
    /// Whether the member is in other rooms too: all follow, in portions, as
    /// [`Rooms`](super::Rooms).
    #[serde(default)]
    pub more: bool,
}

impl Event for Welcome {
    const NAME: &'static str = "welcome";
}
