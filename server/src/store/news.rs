//! What is told once it is committed, in commit order.

use protocol::{Member, MemberId, Message, Room, RoomId, RoomPreference};

use super::{Instance, Lobby, SessionId};

/// Counts the changes of what is read for somebody who comes in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Epoch(pub u64);

/// Something that was committed.
#[derive(Clone, PartialEq, Debug)]
pub struct Committed {
    /// The epoch as of this commit.
    pub epoch: Epoch,
    pub news: News,
}

/// What was committed: what the fan-out tells to others.
#[derive(Clone, PartialEq, Debug)]
pub enum News {
    /// A new message.
    Message(Message),
    /// A member is shown in another way, to those in these rooms.
    MemberChanged {
        /// As they are from now on.
        member: Member,
        /// Where they are.
        rooms: Vec<RoomId>,
    },
    /// Somebody came into a room.
    Joined { member: Member, room: Room },
    /// Somebody is no longer in a room.
    Left { member: MemberId, room: RoomId },
    /// There is a new room that everybody of the place is in.
    RoomOpened(Room),
    /// A room is called, or used, in another way.
    RoomChanged(Room),
    /// A room was deleted.
    RoomGone(RoomId),
    /// A member wants something else of a room.
    PreferenceChanged {
        member: MemberId,
        preference: RoomPreference,
    },
    /// A member has folded other people's messages than before.
    IgnoredChanged {
        member: MemberId,
        ignored: Vec<MemberId>,
    },
    /// What a member may see or do has changed.
    AccessChanged(MemberId),
    /// Sessions are over.
    SessionsEnded {
        member: MemberId,
        sessions: Vec<SessionId>,
    },
    /// The place has another name, or other ways in.
    InstanceChanged(Instance),
    /// The lobby was opened to people without an account, or closed.
    LobbyChanged(Lobby),
}

/// What was read before and is out of date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OutOfDate {
    Nothing,
    /// What a member may see, and how it is shown to them.
    Member(MemberId),
    /// The same, and who is in a room.
    Place(MemberId, RoomId),
    All,
}

impl News {
    /// What that makes out of date. Messages make nothing so: whoever comes in is told where the rooms
    /// stand.
    pub const fn outdates(&self) -> OutOfDate {
        match self {
            Self::Joined {
                member: Member { id, .. },
                room: Room { id: room, .. },
            }
            | Self::Left { member: id, room } => OutOfDate::Place(*id, *room),
            Self::MemberChanged {
                member: Member { id, .. },
                ..
            }
            | Self::PreferenceChanged { member: id, .. }
            | Self::IgnoredChanged { member: id, .. }
            | Self::AccessChanged(id)
            | Self::SessionsEnded { member: id, .. } => OutOfDate::Member(*id),
            Self::RoomOpened(_)
            | Self::RoomChanged(_)
            | Self::RoomGone(_)
            | Self::LobbyChanged(_) => OutOfDate::All,
            Self::Message(_) | Self::InstanceChanged(_) => OutOfDate::Nothing,
        }
    }
}
