use crate::pages::form::{Field, Form, FormErrors, RawForm};

/// Whether a message is pinned from now on: `no` unpins it.
const PINNED: Field = Field::text("pinned").optional();

/// One button, which pins a message or unpins it.
pub struct PinMessage {
    pub on: bool,
}

impl PinMessage {
    /// The form's hidden field.
    pub fn field(on: bool) -> (Field, String) {
        (PINNED, if on { "yes" } else { "no" }.to_owned())
    }
}

impl Form for PinMessage {
    const ROUTE: &'static str = "/m/{id}/pin";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let on = fields.get(PINNED) != "no";
        Ok(Self { on })
    }
}

/// Whether a message is saved from now on: `no` ends it.
const SAVED: Field = Field::text("saved").optional();

/// One button, which saves a message for oneself, or no longer.
pub struct SaveMessage {
    pub on: bool,
}

impl SaveMessage {
    /// The form's hidden field.
    pub fn field(on: bool) -> (Field, String) {
        (SAVED, if on { "yes" } else { "no" }.to_owned())
    }
}

impl Form for SaveMessage {
    const ROUTE: &'static str = "/m/{id}/save";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let on = fields.get(SAVED) != "no";
        Ok(Self { on })
    }
}

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
