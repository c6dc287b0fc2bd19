//! `/settings/sessions`.

use protocol::Timestamp;

use crate::pages::{
    form::FormState,
    parts::{Frame, OneTimeLink},
};

/// Where one is signed in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionsPage {
    pub frame: Frame,
    /// When the page was asked for: times are told from here.
    pub now: Timestamp,
    /// This one first, then by when they were last seen.
    pub sessions: Vec<SessionRow>,
    /// "Sign in on your phone".
    pub phone: PhoneLink,
    /// What others did with the ways into the account, the latest first.
    pub security: Vec<SecurityEvent>,
    /// That a session was ended.
    pub notice: Option<String>,
}

impl SessionsPage {
    pub const PATH: &str = "/settings/sessions";
}

/// A session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionRow {
    /// Names it in the form; not the secret.
    pub id: String,
    /// "Firefox on Linux".
    pub browser: String,
    /// What it looks like.
    pub device: Device,
    /// Prefix of the address last seen: "192.0.2.x".
    pub address: String,
    /// When it was last used.
    pub last_seen: Timestamp,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// What somebody else did with the ways into the account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SecurityEvent {
    pub at: Timestamp,
    /// What, as a sentence: "Ada (@ada) created a password reset link for your account."
    pub said: String,
}

/// What a session runs on, as far as it can be told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Device {
    /// A desk or a lap.
    Computer,
    /// A phone or a tablet.
    Phone,
    Program,
}

/// "Sign in on your phone".
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PhoneLink {
    /// The password is asked for.
    Ask(FormState),
    /// The password or a passkey is asked for.
    AskForEither(FormState),
    /// The link is shown.
    Shown(OneTimeLink),
}
