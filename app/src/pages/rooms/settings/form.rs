use protocol::{
    Level, MemberId, Posting, Room, RoomKind, RoomName, RoomPreference, RoomRole,
    limits::{HANDLE_CHARS, MAX_DESCRIPTION_CHARS, MAX_ROOM_NAME_CHARS, MAX_TOPIC_CHARS},
};

use crate::pages::form::{Field, Form, FormErrors, RawForm};

/// Forms that are one button.
pub const LEAVE: &str = "/r/{slug}/leave";
pub const ARCHIVE: &str = "/r/{slug}/archive";
pub const UNARCHIVE: &str = "/r/{slug}/unarchive";

fn incomplete() -> FormErrors {
    FormErrors::general("The form was not complete. Reload the page and try again.")
}

pub const FAVOURITE: Field = Field::text("favourite").optional();
pub const MUTED: Field = Field::text("muted").optional();
pub const LEVEL: Field = Field::text("level").in_section("for-you");

/// What the reader sets for themselves.
pub struct SetPreference {
    pub favourite: bool,
    pub muted: bool,
    pub level: Level,
}

impl Form for SetPreference {
    const ROUTE: &'static str = "/r/{slug}/preferences";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        Ok(Self {
            favourite: fields.is_checked(FAVOURITE),
            muted: fields.is_checked(MUTED),
            level: Level::parse(fields.get(LEVEL)).unwrap_or_default(),
        })
    }
}

impl SetPreference {
    pub(super) fn of(preference: &RoomPreference) -> RawForm {
        RawForm::default()
            .with_checked(FAVOURITE, preference.favourite)
            .with_checked(MUTED, preference.muted)
            .with(LEVEL, preference.level.as_str())
    }
}

pub const NAME: Field = Field::text("name")
    .at_most(MAX_ROOM_NAME_CHARS)
    .in_section("about");
pub const TOPIC: Field = Field::text("topic")
    .at_most(MAX_TOPIC_CHARS)
    .optional()
    .in_section("about");
pub const DESCRIPTION: Field = Field::text("description")
    .at_most(MAX_DESCRIPTION_CHARS)
    .optional()
    .in_section("about");

pub struct EditRoom {
    pub name: RoomName,
    pub topic: String,
    pub description: String,
}

impl Form for EditRoom {
    const ROUTE: &'static str = "/r/{slug}/edit";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::default();
        let name = errors.check(NAME, RoomName::parse(fields.get(NAME)));
        let topic = errors.check(TOPIC, fields.line(TOPIC));
        let description = errors.check(DESCRIPTION, fields.lines(DESCRIPTION));
        let (Some(name), Some(topic), Some(description)) = (name, topic, description) else {
            return Err(errors);
        };
        Ok(Self {
            name,
            topic,
            description,
        })
    }
}

impl EditRoom {
    pub(super) fn of(room: &Room, description: &str) -> RawForm {
        RawForm::default()
            .with(NAME, room.name.as_str())
            .with(TOPIC, room.topic.as_str())
            .with(DESCRIPTION, description)
    }
}

pub const POSTING: Field = Field::text("posting").in_section("posting");

pub struct ChangePosting {
    pub posting: Posting,
}

impl Form for ChangePosting {
    const ROUTE: &'static str = "/r/{slug}/posting";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let posting = Posting::parse(fields.get(POSTING)).ok_or_else(incomplete)?;
        Ok(Self { posting })
    }
}

pub const KIND: Field = Field::text("kind").in_section("kind");

pub struct ChangeKind {
    pub kind: RoomKind,
}

impl Form for ChangeKind {
    const ROUTE: &'static str = "/r/{slug}/kind";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let kind = RoomKind::parse(fields.get(KIND)).ok_or_else(incomplete)?;
        Ok(Self { kind })
    }
}

/// The handle of somebody to be added, also with its `@`.
pub const ADDED: Field = Field::text("person")
    .at_most(*HANDLE_CHARS.end() + 1)
    .in_section("people");

/// Hidden; set where one comes from the room itself, and is led back there.
pub const BACK: Field = Field::text("back");

pub struct AddPerson {
    /// As typed.
    pub handle: String,
}

impl Form for AddPerson {
    const ROUTE: &'static str = "/r/{slug}/add";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        Ok(Self {
            handle: fields.get(ADDED).into(),
        })
    }
}

/// The id of somebody in the list.
pub const PERSON: Field = Field::text("person");
pub const ROLE: Field = Field::text("role");
/// What was searched for in the list.
pub const QUERY: Field = Field::text("q");
/// How many people the list skipped.
pub const AFTER: Field = Field::text("after");

pub struct RemovePerson {
    pub person: MemberId,
}

impl Form for RemovePerson {
    const ROUTE: &'static str = "/r/{slug}/remove";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let person = fields.get(PERSON).parse().map_err(|_| incomplete())?;
        Ok(Self { person })
    }
}

pub struct ChangeRoomRole {
    pub person: MemberId,
    pub role: RoomRole,
}

impl Form for ChangeRoomRole {
    const ROUTE: &'static str = "/r/{slug}/role";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let person = fields.get(PERSON).parse().map_err(|_| incomplete())?;
        let role = RoomRole::parse(fields.get(ROLE)).ok_or_else(incomplete)?;
        Ok(Self { person, role })
    }
}

/// The room's name.
pub const CONFIRM: Field = Field::text("confirm")
    .at_most(MAX_ROOM_NAME_CHARS + 1)
    .in_section("delete");

pub struct DeleteRoom {
    /// `None` if it cannot be the name of a room.
    pub confirm: Option<RoomName>,
}

impl Form for DeleteRoom {
    const ROUTE: &'static str = "/r/{slug}/delete";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let confirm = RoomName::parse(fields.get(CONFIRM)).ok();
        Ok(Self { confirm })
    }
}
