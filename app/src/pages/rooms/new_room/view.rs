//! A new room.

use leptos::prelude::*;
use protocol::{
    RoomKind,
    limits::{MAX_ROOM_NAME_CHARS, MAX_TOPIC_CHARS},
};

use crate::pages::{
    Page,
    form::why,
    parts::{Radios, TextField, framed, summary},
    rooms::copy,
    rooms::new_room::NewRoomPage,
};

impl Page for NewRoomPage {
    fn title(&self) -> String {
        "Create a room · Natter".into()
    }

    fn view(self) -> AnyView {
        let is_admin = self.frame.role.is_admin();
        let kinds = [RoomKind::Public, RoomKind::Private, RoomKind::Open];
        let kinds = kinds
            .into_iter()
            .filter(|kind| is_admin || *kind != RoomKind::Open);
        let errors = &self.errors;
        let body = view! {
            <form class="form" method="post" action="/rooms">
                {summary(errors, "")}
                <input type="hidden" name="id" value=self.id.to_string() />
                <TextField
                    name="name"
                    label="Name"
                    value=self.name
                    why=why(errors, "name")
                    max=MAX_ROOM_NAME_CHARS
                    prefix="#"
                />
                <TextField
                    name="topic"
                    label="Topic"
                    hint="What the room is about, in one line."
                    value=self.topic
                    why=why(errors, "topic")
                    max=MAX_TOPIC_CHARS
                    may_be_empty=true
                />
                <Radios
                    name="kind"
                    legend="Who can see it"
                    choices=copy::kinds(kinds)
                    chosen=self.kind.as_str()
                    why=why(errors, "kind")
                />
                <Radios
                    name="posting"
                    legend="Who can post"
                    choices=copy::posting()
                    chosen=self.posting.as_str()
                    why=why(errors, "posting")
                />
                <button class="button">"Create room"</button>
            </form>
        };
        framed(&self.frame, Self::PATH, "Create a room", body)
    }
}
