//! A new room.

use leptos::prelude::*;
use protocol::{
    RoomKind,
    limits::{MAX_ROOM_NAME_CHARS, MAX_TOPIC_CHARS},
};

use super::copy;
use crate::{
    page_data::NewRoomPage,
    pages::{
        parts::{Radios, Spot, TextField, framed, summary},
        why,
    },
};

/// `/rooms/new`.
pub fn new_room(page: NewRoomPage) -> AnyView {
    let is_admin = page.frame.role.is_admin();
    let kinds = [RoomKind::Public, RoomKind::Private, RoomKind::Open];
    let kinds = kinds
        .into_iter()
        .filter(|kind| is_admin || *kind != RoomKind::Open);
    let errors = &page.errors;
    let body = view! {
        <form class="form" method="post" action="/rooms">
            {summary(errors, "")}
            <input type="hidden" name="id" value=page.id.to_string() />
            <TextField
                name="name"
                label="Name"
                value=page.name
                why=why(errors, "name")
                max=MAX_ROOM_NAME_CHARS
                prefix="#"
            />
            <TextField
                name="topic"
                label="Topic"
                hint="What the room is about, in one line."
                value=page.topic
                why=why(errors, "topic")
                max=MAX_TOPIC_CHARS
                may_be_empty=true
            />
            <Radios
                name="kind"
                legend="Who can see it"
                choices=copy::kinds(kinds)
                chosen=page.kind.as_str()
                why=why(errors, "kind")
            />
            <Radios
                name="posting"
                legend="Who can post"
                choices=copy::posting()
                chosen=page.posting.as_str()
                why=why(errors, "posting")
            />
            <button class="button">"Create room"</button>
        </form>
    };
    framed(&page.frame, Spot::NewRoom, "Create a room", body)
}
