use crate::pages::form::{Field, FieldKind, Form, FormErrors, RawForm};

/// Sent by `public/passkeys.js`, with what the browser makes of them.
pub const PASSWORD: Field = Field::text("password").kind(FieldKind::Password);
pub const NAME: Field = Field::text("name").at_most(64);

pub const PASSKEY: Field = Field::text("passkey");

pub struct RemovePasskey {
    /// The credential's id, in hexadecimal digits.
    pub passkey: String,
}

impl Form for RemovePasskey {
    const ROUTE: &'static str = "/settings/passkeys/remove";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        Ok(Self {
            passkey: fields.get(PASSKEY).into(),
        })
    }
}
