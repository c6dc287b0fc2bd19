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

/// An answer of a poll, by its position; there once for each that is chosen.
pub const OPTION: Field = Field::text("option").optional();
/// The button that takes a vote back.
pub const REMOVE_VOTE: Field = Field::text("remove").optional();

/// The whole choice in a poll.
pub struct Vote {
    pub options: Vec<u8>,
}

impl Form for Vote {
    const ROUTE: &'static str = "/m/{id}/vote";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        if fields.is_checked(REMOVE_VOTE) {
            let options = Vec::new();
            return Ok(Self { options });
        }
        let options = fields.all(OPTION).map(str::parse::<u8>);
        let options = options.collect::<Result<Vec<u8>, _>>();
        options
            .map(|options| Self { options })
            .map_err(|_| FormErrors::general("Choose an answer of this poll."))
    }
}

/// One button.
pub struct ClosePoll;

impl Form for ClosePoll {
    const ROUTE: &'static str = "/m/{id}/close";

    fn parse(_: &RawForm) -> Result<Self, FormErrors> {
        Ok(Self)
    }
}
