//! `/workspace/settings`.

use crate::pages::{form::FormState, parts::Frame};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorkspacePage {
    pub frame: Frame,
    pub form: FormState,
    /// The address of a reverse proxy that is not trusted, if one was seen.
    pub untrusted_proxy: Option<String>,
    /// That it was saved.
    pub notice: Option<String>,
}

impl WorkspacePage {
    pub const PATH: &str = "/workspace/settings";
}

/// Who may make an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Joining {
    /// Who is invited.
    Invite,
    Open,
    /// Who has an e-mail address of certain domains.
    Domains,
}

impl Joining {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Invite, Self::Open, Self::Domains];

    /// The value as it is written in forms.
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
