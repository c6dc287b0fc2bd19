use protocol::MessageBody;

use crate::pages::form::{Field, Form, FormErrors, RawForm};

pub const BODY: Field = Field::text("body").in_section("edit");

pub struct EditMessage {
    pub body: MessageBody,
}

impl Form for EditMessage {
    const ROUTE: &'static str = "/m/{id}/edit";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::default();
        let body = errors.check(BODY, MessageBody::parse(fields.get(BODY)));
        body.map(|body| Self { body }).ok_or(errors)
    }
}
