//! What the table needs to know of who asks, and of what is asked about.

use protocol::{Place, Posting, Role, RoomKind, RoomState};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    /// Somebody without a session.
    Nobody,
    /// Somebody whose session has ended, or whose account is no more.
    Ended,
    /// Somebody who is kept out.
    Banned,
    /// Somebody who is here.
    Here(Role),
}

impl Who {
    /// Their role; nothing for whoever has none.
    pub const fn role(self) -> Option<Role> {
        match self {
            Self::Here(role) => Some(role),
            Self::Nobody | Self::Ended | Self::Banned => None,
        }
    }
}

/// What is asked about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// The place as a whole, or the asker's own things.
    Place,
    /// A room, as it is to the asker.
    Room(RoomFacts),
    Person(WhomFacts),
    /// A room or person that does not exist.
    Nothing,
}

/// A room, as it is to the asker.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RoomFacts {
    /// Who it is for.
    pub kind: RoomKind,
    pub posting: Posting,
    /// Whether it is in use.
    pub state: RoomState,
    /// Whether visitors may talk in it.
    pub visitors: Visitors,
    /// Whether it is the room in which everybody arrives: the lobby, open to visitors or not.
    pub is_lobby: bool,
    /// What the asker is in it, if they were put into it by name.
    pub place: Option<Place>,
}

/// Whether people without an account may talk in a room.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Visitors {
    /// They may: the lobby, where that is open.
    Welcome,
    /// They may not.
    Excluded,
}

/// A person, as they are to the asker.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WhomFacts {
    pub role: Role,
    /// The role that they shall have, when that is the question.
    pub becomes: Option<Role>,
    /// Who they are to the asker.
    pub tie: Tie,
    /// Whether the place would have no owner without them.
    pub is_last_owner: bool,
    /// Whether they let the asker put them into rooms.
    pub consent: Consent,
}

/// Whether a person lets the asker put them into rooms: by their setting, and never whom they ignore.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Consent {
    Given,
    Declined,
}

/// Who a person is to the asker.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tie {
    Oneself,
    /// They are in a room together that is not open to all.
    SharesRoom,
    Stranger,
}

impl RoomFacts {
    /// Whether somebody of that role is in the room.
    pub fn holds(&self, role: Role) -> bool {
        match role {
            Role::Owner | Role::Admin | Role::Member => {
                self.kind == RoomKind::Open || self.place.is_some()
            }
            Role::Guest => self.place.is_some(),
            Role::Visitor => self.visitors == Visitors::Welcome,
        }
    }

    /// Whether somebody of that role may know that the room exists, and read it.
    pub fn is_seen_by(&self, role: Role) -> bool {
        let is_of_the_place = role.is_of_place();
        self.holds(role) || (is_of_the_place && self.kind == RoomKind::Public)
    }

    /// Whether somebody of that role looks after the room: its own admins, and those of the place
    /// as far as they see it.
    pub fn is_kept_by(&self, role: Role) -> bool {
        match role {
            Role::Owner | Role::Admin => self.is_seen_by(role),
            Role::Member => self.place == Some(Place::RoomAdmin),
            Role::Guest | Role::Visitor => false,
        }
    }
}
