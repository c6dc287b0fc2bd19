//! What a person is to the place, and to one room.

use serde::{Deserialize, Serialize};

/// What a person is to the whole place. In JSON `"owner"`, `"admin"`, and so on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the place; there is always at least one.
    Owner,
    /// Looks after people and rooms.
    Admin,
    /// One of the people of the place.
    Member,
    /// Sees only the rooms that they were added to, and the people in these.
    Guest,
    /// Somebody without an account, who may talk in the lobby where that is open.
    Visitor,
}

impl Role {
    /// All of them, the most powerful first.
    pub const ALL: [Self; 5] = [
        Self::Owner,
        Self::Admin,
        Self::Member,
        Self::Guest,
        Self::Visitor,
    ];

    /// Whether such a person is in every open room, and may look at public ones.
    pub const fn is_of_place(self) -> bool {
        matches!(self, Self::Owner | Self::Admin | Self::Member)
    }

    /// Whether such a person looks after the place.
    pub const fn is_admin(self) -> bool {
        matches!(self, Self::Owner | Self::Admin)
    }

    /// The role as it is written in JSON and forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Member => "member",
            Self::Guest => "guest",
            Self::Visitor => "visitor",
        }
    }

    /// Reads what [`Role::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

/// What a person is to a room that they are in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Looks after the room.
    RoomAdmin,
    /// Is in it.
    Participant,
}

impl Place {
    /// The place as it is written in JSON and forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RoomAdmin => "room_admin",
            Self::Participant => "participant",
        }
    }

    /// Reads what [`Place::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::RoomAdmin, Self::Participant]
            .into_iter()
            .find(|place| place.as_str() == text)
    }
}
