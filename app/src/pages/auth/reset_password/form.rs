use crate::pages::form::{Field, FieldKind, Form, FormErrors, RawForm};

pub const PASSWORD: Field = Field::text("password").kind(FieldKind::Password);

pub struct SetPassword {
    /// As typed; the server checks it.
    pub password: String,
}

impl Form for SetPassword {
    const ROUTE: &'static str = "/reset/{code}";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let password = fields.get(PASSWORD).into();
        Ok(Self { password })
    }
}
