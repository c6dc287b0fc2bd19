//! `/workspace/settings`.

use crate::pages::{form::FormErrors, parts::Frame};

/// POST `/workspace/settings`: `workspace` `joining` `domains` `open_lobby`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorkspacePage {
    pub frame: Frame,
    /// What the workspace is called.
    pub workspace: String,
    /// Who may make an account.
    pub joining: Joining,
    /// E-mail domains, separated by spaces, commas or lines.
    pub domains: String,
    /// Whether people without an account may talk in #lobby. In the form `yes`.
    pub open_lobby: bool,
    /// The address of a reverse proxy that is not trusted, if one was seen.
    pub untrusted_proxy: Option<String>,
    /// Why it was refused.
    pub errors: FormErrors,
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
