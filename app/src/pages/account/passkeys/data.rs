//! `/settings/passkeys`.

use protocol::Timestamp;

use crate::pages::{form::FormState, parts::Frame};

/// The passkeys of an account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PasskeysPage {
    pub frame: Frame,
    /// When the page was asked for: times are told from here.
    pub now: Timestamp,
    /// The latest first.
    pub passkeys: Vec<PasskeyRow>,
    /// What is asked before one is added.
    pub confirm: Confirm,
    /// The form to add one.
    pub form: FormState,
    /// That one was added or removed.
    pub notice: Option<String>,
}

impl PasskeysPage {
    pub const PATH: &str = "/settings/passkeys";
}

/// How somebody shows that it is still they.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Confirm {
    /// They need not: they signed in a moment ago.
    JustCame,
    /// By their password.
    ByPassword,
}

/// A passkey.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PasskeyRow {
    /// Names it in the form.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// When it was added.
    pub added: Timestamp,
    /// When it was last used.
    pub used: Option<Timestamp>,
}
