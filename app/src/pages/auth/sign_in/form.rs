use protocol::limits::HANDLE_CHARS;

use super::SignInPage;
use crate::pages::form::{Field, FieldKind, Form, FormErrors, RawForm};

/// Also with its `@`.
pub const HANDLE: Field = Field::text("handle").at_most(*HANDLE_CHARS.end() + 1);
pub const PASSWORD: Field = Field::text("password").kind(FieldKind::Password);
/// The path to go to afterwards.
pub const NEXT: Field = Field::text("next");

/// All as typed; the server checks them.
pub struct SignIn {
    pub handle: String,
    pub password: String,
    pub next: String,
}

impl Form for SignIn {
    const ROUTE: &'static str = SignInPage::PATH;

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        Ok(Self {
            handle: fields.get(HANDLE).into(),
            password: fields.get(PASSWORD).into(),
            next: fields.get(NEXT).into(),
        })
    }
}

/// Posted to without fields.
pub const SIGN_OUT: &str = "/sign-out";
pub const VISIT: &str = "/visit";
