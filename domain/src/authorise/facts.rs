//! The facts that the table decides on: about the subject of a request, and about its resource.

use protocol::{Posting, Role, RoomKind, RoomRole, RoomState};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    /// Somebody without a session.
    Anonymous,
    /// Somebody whose session has ended, or whose account is not active any more.
    Ended,
    /// Somebody who is banned.
    Banned,
    /// Somebody with a session and an active account.
    Active(Role),
}

impl Subject {
    /// Their role; `None` for all others.
    pub const fn role(self) -> Option<Role> {
        match self {
            Self::Active(role) => Some(role),
            Self::Anonymous | Self::Ended | Self::Banned => None,
        }
    }
}

/// What an action concerns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ResourceFacts {
    /// The workspace as a whole, or the subject's own data.
    Workspace,
    /// A room, with its relation to the subject.
    Room(RoomFacts),
    Person(PersonFacts),
    /// A message, as it is to the asker.
    Message(MessageFacts),
    /// A room or person that does not exist.
    Nothing,
}

/// A room, with its relation to the subject.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RoomFacts {
    /// Its kind.
    pub kind: RoomKind,
    pub posting: Posting,
    /// Whether it is active or archived.
    pub state: RoomState,
    /// Whether visitors may post in it.
    pub visitors: Visitors,
    /// Whether it is the lobby, which everyone joins, open to visitors or not.
    pub is_lobby: bool,
    /// The subject's role in it, if they have a membership of it.
    pub room_role: Option<RoomRole>,
}

/// A message, as it is to the asker.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MessageFacts {
    /// Where it was posted.
    pub room: RoomFacts,
    /// Whether the asker wrote it.
    pub is_own: bool,
    /// Whether the workspace still lets its author edit it.
    pub edit_period: EditPeriod,
}

/// Whether a message can still be edited, by the workspace's setting and the message's age.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EditPeriod {
    Open,
    Over,
}

/// Whether people without an account may post in a room.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Visitors {
    /// They may: the lobby, while it is open.
    Welcome,
    /// They may not.
    Excluded,
}

/// A person, with their relation to the subject.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PersonFacts {
    pub role: Role,
    /// The role that they are to get, if the action changes it.
    pub becomes: Option<Role>,
    /// Their relation to the subject.
    pub relation: Relation,
    /// Whether the workspace would have no owner without them.
    pub is_last_owner: bool,
    /// Whether they allow the subject to add them to rooms.
    pub consent: Consent,
}

/// Whether a person allows the subject to add them to rooms: by their setting, and never if they
/// ignore the subject.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Consent {
    Given,
    Declined,
}

/// The relation of a person to the subject.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relation {
    Oneself,
    /// They are in a room together that is not an open one.
    SharesRoom,
    Stranger,
}

impl RoomFacts {
    /// Whether the subject, with this role, is in the room.
    pub fn holds(&self, role: Role) -> bool {
        match role {
            Role::Owner | Role::Admin | Role::Member => {
                self.kind == RoomKind::Open || self.room_role.is_some()
            }
            Role::Guest => self.room_role.is_some(),
            Role::Visitor => self.visitors == Visitors::Welcome,
        }
    }

    /// Whether the subject, with this role, may know that the room exists, and read it.
    pub fn is_seen_by(&self, role: Role) -> bool {
        let is_full_member = role.is_full_member();
        self.holds(role) || (is_full_member && self.kind == RoomKind::Public)
    }

    /// Whether the subject, with this role, may post in the room while it is active.
    pub fn is_posted_in_by(&self, role: Role) -> bool {
        self.holds(role) && (self.posting == Posting::All || self.is_administered_by(role))
    }

    /// Whether the subject, with this role, administers the room: its room admins do, and admins
    /// and owners of the workspace if they see it.
    pub fn is_administered_by(&self, role: Role) -> bool {
        match role {
            Role::Owner | Role::Admin => self.is_seen_by(role),
            Role::Member => self.room_role == Some(RoomRole::Admin),
            Role::Guest | Role::Visitor => false,
        }
    }
}
