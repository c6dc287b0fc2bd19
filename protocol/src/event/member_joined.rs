//! `member_joined` and `member_left`: a room's memberships changed.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::{Member, MemberId, RoomId};

/// Somebody is in the room from now on. Sent to those who are in it or watch it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MemberJoined {
    /// The room.
    pub room: RoomId,
    /// The member.
    pub member: Member,
}

/// Somebody is not in the room any more. Sent to those who are in it or watch it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MemberLeft {
    /// The room.
    pub room: RoomId,
    /// The member.
    pub member: MemberId,
}

impl Event for MemberJoined {
    const NAME: &'static str = "member_joined";
}

impl Event for MemberLeft {
    const NAME: &'static str = "member_left";
}
