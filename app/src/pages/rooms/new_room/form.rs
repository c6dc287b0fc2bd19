use protocol::{
    Posting, RoomId, RoomKind, RoomName,
    limits::{MAX_ROOM_NAME_CHARS, MAX_TOPIC_CHARS},
};
use uuid::Uuid;

use crate::pages::form::{Field, Form, FormErrors, RawForm};

/// Names the room for good: the same form sent twice makes one.
pub const ID: Field = Field::text("id");
pub const NAME: Field = Field::text("name").at_most(MAX_ROOM_NAME_CHARS);
pub const TOPIC: Field = Field::text("topic").at_most(MAX_TOPIC_CHARS).optional();
pub const KIND: Field = Field::text("kind");
pub const POSTING: Field = Field::text("posting");

pub struct CreateRoom {
    pub id: RoomId,
    pub name: RoomName,
    pub topic: String,
    pub kind: RoomKind,
    pub posting: Posting,
}

impl CreateRoom {
    /// The form as it is first shown.
    pub fn blank(id: RoomId) -> RawForm {
        RawForm::default()
            .with(ID, id.to_string())
            .with(KIND, RoomKind::Public.as_str())
            .with(POSTING, Posting::All.as_str())
    }
}

impl Form for CreateRoom {
    const ROUTE: &'static str = "/rooms";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::default();
        let name = errors.check(NAME, RoomName::parse(fields.get(NAME)));
        let topic = errors.check(TOPIC, fields.line(TOPIC));
        let (Some(name), Some(topic)) = (name, topic) else {
            return Err(errors);
        };
        Ok(Self {
            id: fields
                .get(ID)
                .parse()
                .unwrap_or_else(|_| RoomId(Uuid::new_v4())),
            name,
            topic,
            kind: RoomKind::parse(fields.get(KIND))
                .filter(|kind| !kind.is_direct())
                .unwrap_or(RoomKind::Public),
            posting: Posting::parse(fields.get(POSTING)).unwrap_or(Posting::All),
        })
    }
}
