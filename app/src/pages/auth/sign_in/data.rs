//! `/sign-in`.

use crate::pages::form::FormState;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignInPage {
    /// What the workspace is called, if strangers may know.
    pub workspace: Option<String>,
    pub form: FormState,
    /// Whether one may make an account of oneself.
    pub sign_up: SignUpAccess,
    /// Whether one may talk without one.
    pub lobby: LobbyAccess,
    /// What happened before: "You are signed out."
    pub notice: Option<String>,
    /// What becomes of what the browser keeps for a member.
    pub local_data: LocalData,
}

impl SignInPage {
    pub const PATH: &str = "/sign-in";
}

/// What becomes of drafts and unsent messages that the browser keeps.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LocalData {
    /// They stay: there is a session.
    Stays,
    /// There is none, or none any more: drafts go, and what is unsent is asked about.
    Ended,
    /// Somebody has just signed out: all goes.
    SignedOut,
}

/// Whether anybody may make an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SignUpAccess {
    /// At `/sign-up`.
    Open,
    /// By invitation only.
    Closed,
}

/// Whether people without an account may talk in #lobby.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LobbyAccess {
    /// They may.
    Open,
    /// They may not.
    Closed,
}
