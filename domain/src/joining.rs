//! How people become members of the workspace.

use serde::{Deserialize, Serialize};

/// How people get an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Joining {
    /// Only by invitation.
    #[default]
    Invite,
    /// Everyone may sign up.
    Open,
    /// People with an address in one of the domains may sign up; this needs mail, so nobody can
    /// yet.
    Domains,
}

impl Joining {
    pub const ALL: [Self; 3] = [Self::Invite, Self::Open, Self::Domains];

    /// Its name in forms and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::Open => "open",
            Self::Domains => "domains",
        }
    }

    /// Reads what [`Joining::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

/// Why an invitation does not work.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InviteFault {
    Expired,
    /// It has no uses left.
    UsedUp,
    /// An admin revoked it.
    Revoked,
    /// It does not exist.
    Unknown,
}
