use protocol::{ClientMessageId, MessageBody, MessageId};

use crate::pages::form::{Field, Form, FormErrors, RawForm};

/// Hidden; makes the form safe to send twice.
pub const CLIENT_ID: Field = Field::text("client_id");
pub const BODY: Field = Field::text("body");
/// Hidden; the id of the message that it replies to.
pub const REPLY_TO: Field = Field::text("reply_to").optional();
/// Hidden; the id of the root of the thread that it is posted in.
pub const THREAD: Field = Field::text("thread").optional();
/// Whether what is posted in a thread is in the room's log too.
pub const IN_ROOM: Field = Field::text("in_room").optional();
/// Hidden; there once its author was told how many people it notifies.
pub const CONFIRMED: Field = Field::text("confirmed");

/// The message box, where it is used without a script.
pub struct PostMessage {
    pub client_id: ClientMessageId,
    pub body: MessageBody,
    pub reply_to: Option<MessageId>,
    pub thread: Option<MessageId>,
    pub in_room: bool,
    pub confirmed: bool,
}

impl Form for PostMessage {
    const ROUTE: &'static str = "/r/{slug}/messages";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let client_id = ClientMessageId::parse(fields.get(CLIENT_ID)).map_err(|_| incomplete())?;
        let body = MessageBody::parse(fields.get(BODY))
            .map_err(|reason| FormErrors::of(BODY, format!("Not sent: {reason}.")))?;
        Ok(Self {
            client_id,
            body,
            reply_to: id(fields, REPLY_TO)?,
            thread: id(fields, THREAD)?,
            in_room: fields.is_checked(IN_ROOM),
            confirmed: fields.is_checked(CONFIRMED),
        })
    }
}

fn id(fields: &RawForm, field: Field) -> Result<Option<MessageId>, FormErrors> {
    match fields.get(field) {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| incomplete()),
    }
}

fn incomplete() -> FormErrors {
    FormErrors::general("The form was not complete. Press Send again.")
}
