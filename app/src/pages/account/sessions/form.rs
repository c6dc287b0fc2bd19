use uuid::Uuid;

use crate::pages::form::{Field, FieldKind, Form, FormErrors, RawForm};

pub const SESSION: Field = Field::text("session");

pub struct EndSession {
    /// `None` if there cannot be one of that name.
    pub session: Option<Uuid>,
}

impl Form for EndSession {
    const ROUTE: &'static str = "/settings/sessions/end";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let session = fields.get(SESSION).parse().ok();
        Ok(Self { session })
    }
}

/// All but the one that it is sent in.
pub struct EndOtherSessions;

impl Form for EndOtherSessions {
    const ROUTE: &'static str = "/settings/sessions/end-others";

    fn parse(_: &RawForm) -> Result<Self, FormErrors> {
        Ok(Self)
    }
}

pub const PASSWORD: Field = Field::text("password")
    .kind(FieldKind::Password)
    .in_section("phone");
/// The passkey's signed response, as JSON; the script fills it in.
pub const PASSKEY: Field = Field::text("passkey");

/// Signing in on a phone, after either of these.
pub struct LinkPhone {
    pub password: String,
    /// Empty if the password was given.
    pub passkey: String,
}

impl Form for LinkPhone {
    const ROUTE: &'static str = "/settings/phone";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        Ok(Self {
            password: fields.get(PASSWORD).into(),
            passkey: fields.get(PASSKEY).into(),
        })
    }
}
