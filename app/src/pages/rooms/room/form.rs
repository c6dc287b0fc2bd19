use protocol::{ClientMessageId, MessageBody};

use crate::pages::form::{Field, Form, FormErrors, RawForm};

/// Hidden; makes the form safe to send twice.
pub const CLIENT_ID: Field = Field::text("client_id");
pub const BODY: Field = Field::text("body");

/// The message box, where it is used without a script.
pub struct PostMessage {
    pub client_id: ClientMessageId,
    pub body: MessageBody,
}

impl Form for PostMessage {
    const ROUTE: &'static str = "/r/{slug}/messages";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let client_id = ClientMessageId::parse(fields.get(CLIENT_ID))
            .map_err(|_| FormErrors::general("The form was not complete. Press Send again."))?;
        let body = MessageBody::parse(fields.get(BODY))
            .map_err(|reason| FormErrors::of(BODY, format!("Not sent: {reason}.")))?;
        Ok(Self { client_id, body })
    }
}
