use protocol::{ClientMessageId, DraftText, MessageBody, MessageId};

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

/// The revision of the draft that another one comes from.
pub const REV: Field = Field::text("rev").optional();
/// What is kept beside a draft, where its author has chosen between the two.
pub const OTHER: Field = Field::text("other").optional();
/// Whether [`OTHER`] is said.
pub const CHOSEN: Field = Field::text("chosen").optional();

/// What is in the message box, as `public/composer/drafts.js` stores it.
pub struct SaveDraft {
    pub thread: Option<MessageId>,
    pub body: DraftText,
    pub rev: u64,
    pub other: Option<DraftText>,
}

impl Form for SaveDraft {
    const ROUTE: &'static str = "/r/{slug}/draft";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let text = |field| {
            let text = DraftText::parse(fields.get(field));
            text.map_err(|reason| FormErrors::general(format!("Not stored: {reason}.")))
        };
        let other = fields.is_checked(CHOSEN).then(|| text(OTHER));
        Ok(Self {
            thread: id(fields, THREAD)?,
            body: text(BODY)?,
            rev: fields.get(REV).parse().unwrap_or(0),
            other: other.transpose()?,
        })
    }
}

pub(in crate::pages) fn id(
    fields: &RawForm,
    field: Field,
) -> Result<Option<MessageId>, FormErrors> {
    match fields.get(field) {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| incomplete()),
    }
}

pub(in crate::pages) fn incomplete() -> FormErrors {
    FormErrors::general("The form was not complete. Press Send again.")
}
