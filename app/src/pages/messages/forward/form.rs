use protocol::{ClientMessageId, RoomId};

use crate::pages::form::{Field, Form, FormErrors, RawForm};

/// Hidden; makes the form safe to send twice.
pub const CLIENT_ID: Field = Field::text("client_id");
pub const ROOM: Field = Field::text("room");
pub const COMMENT: Field = Field::text("comment").at_most(4_000).optional();
/// A box to tick: the message may be shown outside of its room, which not everyone sees.
pub const LEAVES_ROOM: Field = Field::text("leaves_room");
/// Hidden; there once the reader was told how many people the comment notifies.
pub const NOTIFIES: Field = Field::text("notifies");

/// Passes a message on.
pub struct ForwardMessage {
    pub room: RoomId,
    pub client_id: ClientMessageId,
    pub comment: String,
}

impl Form for ForwardMessage {
    const ROUTE: &'static str = "/m/{id}/forward";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::default();
        let room = fields.get(ROOM).parse().ok();
        if room.is_none() {
            errors.add(ROOM, "Choose a room.");
        }
        let comment = errors.check(COMMENT, fields.lines(COMMENT));
        let client_id = ClientMessageId::parse(fields.get(CLIENT_ID)).ok();
        if client_id.is_none() {
            errors.general = Some("The form was not complete. Press Forward again.".into());
        }
        match (room, comment, client_id) {
            (Some(room), Some(comment), Some(client_id)) if errors.is_empty() => Ok(Self {
                room,
                client_id,
                comment,
            }),
            _ => Err(errors),
        }
    }
}
