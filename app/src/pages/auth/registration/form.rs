use domain::{
    email::{self, InvalidEmail, MAX_EMAIL_BYTES},
    handle, time_zone,
};
use protocol::{
    DisplayName, Handle,
    limits::{HANDLE_CHARS, MAX_NAME_CHARS},
};

use crate::pages::form::{Field, FieldKind, FormErrors, RawForm};

pub const NAME: Field = Field::text("name").at_most(MAX_NAME_CHARS);
pub const HANDLE: Field = Field::text("handle").at_most(*HANDLE_CHARS.end());
pub const PASSWORD: Field = Field::text("password").kind(FieldKind::Password);
pub const EMAIL: Field = Field::text("email")
    .kind(FieldKind::Email)
    .at_most(MAX_EMAIL_BYTES)
    .optional();
/// The browser fills it in.
pub const TIME_ZONE: Field = Field::text("time_zone");

/// The fields of a new account, each read by itself. How good the password is says the server, so
/// the form is complete only with that.
pub struct AccountFields {
    pub name: Option<DisplayName>,
    pub handle: Option<Handle>,
    /// As typed.
    pub password: String,
    pub email: Result<Option<String>, InvalidEmail>,
    /// An invalid one is not reported.
    pub time_zone: Option<String>,
    pub errors: FormErrors,
}

impl AccountFields {
    pub fn read(fields: &RawForm) -> Self {
        let mut errors = FormErrors::default();
        Self {
            name: errors.check(NAME, DisplayName::parse(fields.get(NAME))),
            handle: errors.check(HANDLE, handle::choose(fields.get(HANDLE))),
            password: fields.get(PASSWORD).into(),
            email: email::read(fields.get(EMAIL)),
            time_zone: time_zone::read(fields.get(TIME_ZONE)).ok().flatten(),
            errors,
        }
    }
}
