//! Roles in the workspace and in a room.

use serde::{Deserialize, Serialize};

/// A person's role in the whole workspace. In JSON `"owner"`, `"admin"`, and so on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the workspace; there is always at least one.
    Owner,
    /// Manages people and rooms.
    Admin,
    /// An ordinary person with an account.
    Member,
    /// Sees only the rooms that they were added to, and the people in these.
    Guest,
    /// Somebody without an account, who may post in the lobby while it is open to visitors.
    Visitor,
}

impl Role {
    /// All roles, the most powerful first.
    pub const ALL: [Self; 5] = [
        Self::Owner,
        Self::Admin,
        Self::Member,
        Self::Guest,
        Self::Visitor,
    ];

    /// Whether a person with this role is in every open room, and may read public ones.
    pub const fn is_full_member(self) -> bool {
        matches!(self, Self::Owner | Self::Admin | Self::Member)
    }

    /// Whether a person with this role administers the workspace.
    pub const fn is_admin(self) -> bool {
        matches!(self, Self::Owner | Self::Admin)
    }

    /// The role as written in JSON and forms.
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

/// A person's role in one room.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomRole {
    /// Administers the room.
    Admin,
    /// Is in the room, without administering it.
    Member,
}

impl RoomRole {
    /// The role as written in JSON and forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Member => "member",
        }
    }

    /// Reads what [`RoomRole::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Admin, Self::Member]
            .into_iter()
            .find(|role| role.as_str() == text)
    }
}
