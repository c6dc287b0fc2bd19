use protocol::MessageId;

use crate::pages::form::{Field, Form, FormErrors, RawForm};

/// Hidden; the message's id.
pub const MESSAGE: Field = Field::text("message");

/// A reminder that was dealt with, or is not wanted. `None` if there cannot be one of that id.
pub struct RemoveReminder(pub Option<MessageId>);

impl Form for RemoveReminder {
    const ROUTE: &'static str = "/reminders/done";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        Ok(Self(fields.get(MESSAGE).parse().ok()))
    }
}
