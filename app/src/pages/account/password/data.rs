//! `/settings/password`.

use protocol::Handle;

use crate::pages::{form::FormState, parts::Frame};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PasswordPage {
    pub frame: Frame,
    /// Password managers keep the password under this name.
    pub handle: Handle,
    pub form: FormState,
    /// That it was changed.
    pub notice: Option<String>,
}

impl PasswordPage {
    pub const PATH: &str = "/settings/password";
}
