//! `member_joined` and `member_left`: who is in a room.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::{Member, MemberId, RoomId};

/// Somebody is in the room from now on. Told to those who are in it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MemberJoined {
    /// The room.
    pub room: RoomId,
    /// Who.
    pub member: Member,
}

/// Somebody is in the room no more. Told to those who are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MemberLeft {
    /// The room.
    pub room: RoomId,
    /// Who.
    pub member: MemberId,
}

impl Event for MemberJoined {
    const NAME: &'static str = "member_joined";
}

impl Event for MemberLeft {
    const NAME: &'static str = "member_left";
}
