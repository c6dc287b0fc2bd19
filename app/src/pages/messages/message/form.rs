use crate::pages::form::{Field, Form, FormErrors, RawForm};

/// An emoji that is added: typed, or a button's.
pub const EMOJI: Field = Field::text("add").at_most(64).in_section("react");
/// An emoji that is taken back.
pub const REMOVE: Field = Field::text("remove").optional();

/// A reaction to a message.
pub struct ReactToMessage {
    /// As it was typed.
    pub emoji: String,
    /// Whether it is added.
    pub on: bool,
}

impl Form for ReactToMessage {
    const ROUTE: &'static str = "/m/{id}/react";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::default();
        let on = fields.get(REMOVE).is_empty();
        let field = if on { EMOJI } else { REMOVE };
        let emoji = errors.check(field, fields.line(field));
        emoji.map(|emoji| Self { emoji, on }).ok_or(errors)
    }
}
