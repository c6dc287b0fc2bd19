use protocol::{DisplayName, limits::MAX_NAME_CHARS};

use crate::pages::form::{Field, Form, FormErrors, RawForm};

pub const NAME: Field = Field::text("name").at_most(MAX_NAME_CHARS);

pub struct RenameVisitor {
    pub name: DisplayName,
}

impl Form for RenameVisitor {
    const ROUTE: &'static str = "/name";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let name = DisplayName::parse(fields.get(NAME)).map_err(|reason| {
            FormErrors::general(format!("The name was not changed: {reason}."))
        })?;
        Ok(Self { name })
    }
}
