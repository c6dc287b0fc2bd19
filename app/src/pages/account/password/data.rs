//! `/settings/password`.

use protocol::Handle;

use crate::pages::{form::FormErrors, parts::Frame};

/// POST `/settings/password`: `old` `new`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PasswordPage {
    pub frame: Frame,
    /// Password managers keep the password under this name.
    pub handle: Handle,
    /// Why it was refused.
    pub errors: FormErrors,
    /// That it was changed.
    pub notice: Option<String>,
}

impl PasswordPage {
    pub const PATH: &str = "/settings/password";
}
