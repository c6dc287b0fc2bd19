//! `/settings/passkeys`.

use protocol::Timestamp;

use crate::page_data::{FormErrors, Frame};

/// The passkeys of an account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PasskeysPage {
    /// Around it.
    pub frame: Frame,
    /// When the page was asked for: times are told from here.
    pub now: Timestamp,
    /// The latest first.
    pub passkeys: Vec<PasskeyRow>,
    /// Why something was refused.
    pub errors: FormErrors,
    /// That one was added or removed.
    pub notice: Option<String>,
}

/// A passkey. POST `/settings/passkeys/remove`: `passkey`.
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
