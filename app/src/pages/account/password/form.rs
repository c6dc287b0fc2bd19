use super::PasswordPage;
use crate::pages::form::{Field, FieldKind, Form, FormErrors, RawForm};

pub const OLD: Field = Field::text("old").kind(FieldKind::Password);
pub const NEW: Field = Field::text("new").kind(FieldKind::Password);

/// Both as typed; the server checks them.
pub struct ChangePassword {
    pub old: String,
    pub new: String,
}

impl Form for ChangePassword {
    const ROUTE: &'static str = PasswordPage::PATH;

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        Ok(Self {
            old: fields.get(OLD).into(),
            new: fields.get(NEW).into(),
        })
    }
}
