//! Converts values of rows to types of `protocol`, and back. Rows were valid when they were
//! written, so a failure here means a damaged file: it is logged, and the caller gets
//! [`StoreError::Unavailable`].

use core::fmt::Display;

use protocol::{
    AccountStatus, AvatarColour, ClientMessageId, Contact, DisplayName, EditWindow, Emoji, Handle,
    Level, Member, MemberId, MessageBody, MessageContent, Posting, Rev, Role, Room, RoomId,
    RoomKind, RoomName, RoomRole, RoomState, Seq, Slug,
};
use uuid::Uuid;

use crate::StoreError;

pub(crate) fn damaged(what: &'static str, reason: impl Display) -> StoreError {
    tracing::error!(what, %reason, "a stored value is damaged");
    StoreError::Unavailable
}

pub(crate) fn seq(value: i64) -> Result<Seq, StoreError> {
    u64::try_from(value)
        .ok()
        .and_then(Seq::new)
        .ok_or_else(|| damaged("seq", value))
}

pub(crate) fn rev(value: i64) -> Result<Rev, StoreError> {
    u64::try_from(value)
        .ok()
        .and_then(Rev::new)
        .ok_or_else(|| damaged("rev", value))
}

/// A `seq` or a `rev` as it is stored.
pub(crate) fn integer(number: impl Into<u64>) -> Result<i64, StoreError> {
    i64::try_from(number.into()).map_err(|reason| damaged("number", reason))
}

pub(crate) fn slug(text: &str) -> Result<Slug, StoreError> {
    Slug::parse(text).map_err(|reason| damaged("slug", reason))
}

pub(crate) fn name(text: &str) -> Result<DisplayName, StoreError> {
    DisplayName::parse(text).map_err(|reason| damaged("name", reason))
}

pub(crate) fn client_id(text: &str) -> Result<ClientMessageId, StoreError> {
    ClientMessageId::parse(text).map_err(|reason| damaged("client_id", reason))
}

pub(crate) fn body(text: &str) -> Result<MessageBody, StoreError> {
    MessageBody::parse(text).map_err(|reason| damaged("body", reason))
}

/// What a message holds; one without a text was deleted.
pub(crate) fn content(text: Option<&str>) -> Result<MessageContent, StoreError> {
    text.map_or(Ok(MessageContent::Deleted), |text| {
        body(text).map(MessageContent::Text)
    })
}

pub(crate) fn room_name(text: &str) -> Result<RoomName, StoreError> {
    RoomName::parse(text).map_err(|reason| damaged("room name", reason))
}

/// A room, without the people of a direct one.
pub(crate) fn room(
    id: RoomId,
    (slug, name, topic): (&str, &str, String),
    (kind, posting, state): (&str, &str, &str),
    pins: i64,
) -> Result<Room, StoreError> {
    Ok(Room {
        id,
        slug: self::slug(slug)?,
        name: room_name(name)?,
        topic,
        kind: self::kind(kind)?,
        posting: self::posting(posting)?,
        state: if state == "archived" {
            RoomState::Archived
        } else {
            RoomState::Active
        },
        people: Vec::new(),
        pins: u32::try_from(pins).map_err(|reason| damaged("pins", reason))?,
    })
}

pub(crate) fn handle(text: &str) -> Result<Handle, StoreError> {
    Handle::parse(text).map_err(|reason| damaged("handle", reason))
}

pub(crate) fn role(text: &str) -> Result<Role, StoreError> {
    Role::parse(text).ok_or_else(|| damaged("role", text))
}

pub(crate) fn contact(text: &str) -> Result<Contact, StoreError> {
    Contact::parse(text).ok_or_else(|| damaged("contact", text))
}

pub(crate) fn emoji(text: &str) -> Result<Emoji, StoreError> {
    Emoji::parse(text).map_err(|reason| damaged("emoji", reason))
}

pub(crate) fn edit_window(text: &str) -> Result<EditWindow, StoreError> {
    EditWindow::parse(text).ok_or_else(|| damaged("edit_window", text))
}

pub(crate) fn room_role(text: &str) -> Result<RoomRole, StoreError> {
    RoomRole::parse(text).ok_or_else(|| damaged("workspace", text))
}

pub(crate) fn kind(text: &str) -> Result<RoomKind, StoreError> {
    RoomKind::parse(text).ok_or_else(|| damaged("kind", text))
}

pub(crate) fn posting(text: &str) -> Result<Posting, StoreError> {
    Posting::parse(text).ok_or_else(|| damaged("posting", text))
}

pub(crate) fn level(text: &str) -> Result<Level, StoreError> {
    Level::parse(text).ok_or_else(|| damaged("level", text))
}

/// A member from their row.
pub(crate) fn member(
    id: Uuid,
    name_text: &str,
    colour: Option<i64>,
    account_status: &str,
    role: &str,
) -> Result<Member, StoreError> {
    let colour = colour
        .map(|number| {
            u8::try_from(number)
                .ok()
                .and_then(|number| AvatarColour::try_from(number).ok())
                .ok_or_else(|| damaged("colour", number))
        })
        .transpose()?;
    let account_status = match account_status {
        "active" => AccountStatus::Active,
        "deactivated" => AccountStatus::Deactivated,
        "deleted" => AccountStatus::Deleted,
        other => return Err(damaged("account_status", other)),
    };
    Ok(Member {
        id: MemberId(id),
        name: name(name_text)?,
        colour,
        account_status,
        visitor: self::role(role)? == Role::Visitor,
    })
}
