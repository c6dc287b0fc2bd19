use domain::local_time::Zone;
use protocol::{MessageBody, ScheduledId, Timestamp};

use crate::pages::{
    form::{Field, Form, FormErrors, RawForm},
    later::time,
};

/// Hidden; which message.
pub const ID: Field = Field::text("id");
pub const BODY: Field = Field::text("body").in_section("scheduled");

/// A button for one of them. `None` if there cannot be one of that id.
pub struct CancelScheduled(pub Option<ScheduledId>);

impl Form for CancelScheduled {
    const ROUTE: &'static str = "/scheduled/cancel";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        Ok(Self(fields.get(ID).parse().ok()))
    }
}

/// The same.
pub struct SendScheduled(pub Option<ScheduledId>);

impl Form for SendScheduled {
    const ROUTE: &'static str = "/scheduled/send";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        Ok(Self(fields.get(ID).parse().ok()))
    }
}

/// Another text and time.
pub struct ChangeScheduled {
    pub body: MessageBody,
    pub at: Timestamp,
}

impl ChangeScheduled {
    pub const ROUTE: &'static str = "/scheduled/change";

    /// # Errors
    /// What is wrong with which fields.
    pub fn parse(fields: &RawForm, own: Option<&Zone>, now: Timestamp) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::default();
        let body = errors.check(BODY, MessageBody::parse(fields.get(BODY)));
        let at = time::read(fields, own, now, &mut errors);
        body.zip(at)
            .map(|(body, at)| Self { body, at })
            .ok_or(errors)
    }
}
