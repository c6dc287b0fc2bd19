use protocol::limits::HANDLE_CHARS;

use crate::pages::form::{Field, FieldKind, Form, FormErrors, RawForm};

/// Downloads all data of the reader.
pub struct ExportData;

impl Form for ExportData {
    const ROUTE: &'static str = "/settings/data/export";

    fn parse(_: &RawForm) -> Result<Self, FormErrors> {
        Ok(Self)
    }
}

pub const PASSWORD: Field = Field::text("password").kind(FieldKind::Password);
/// The own handle, also with its `@`.
pub const CONFIRM: Field = Field::text("confirm").at_most(*HANDLE_CHARS.end() + 1);

/// Deletes the reader's account.
pub struct DeleteAccount {
    pub password: String,
    pub confirm: String,
}

impl Form for DeleteAccount {
    const ROUTE: &'static str = "/settings/data/delete";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        Ok(Self {
            password: fields.get(PASSWORD).into(),
            confirm: fields.get(CONFIRM).into(),
        })
    }
}
