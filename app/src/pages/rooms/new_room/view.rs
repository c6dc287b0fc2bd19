//! A new room.

use leptos::prelude::*;
use protocol::RoomKind;

use super::form::{CreateRoom, ID, KIND, NAME, POSTING, TOPIC};
use crate::pages::{
    Page,
    form::Form,
    html::Html,
    parts::{Radios, TextField, framed, summary},
    rooms::{copy, new_room::NewRoomPage},
};

impl Page for NewRoomPage {
    fn title(&self) -> String {
        "Create a room · Natter".into()
    }

    fn view(self) -> Html {
        let is_admin = self.frame.role.is_admin();
        let kinds = [RoomKind::Public, RoomKind::Private, RoomKind::Open];
        let kinds = kinds
            .into_iter()
            .filter(|kind| is_admin || *kind != RoomKind::Open);
        let form = &self.form;
        let body = view! {
            <form class="form" method="post" action=CreateRoom::ROUTE>
                {summary(&form.errors)}
                <input type="hidden" name=ID.name value=form.fields.get(ID).to_owned() />
                <TextField
                    field=form.field(NAME)
                    label="Name"
                    prefix="#"
                />
                <TextField
                    field=form.field(TOPIC)
                    label="Topic"
                    hint="What the room is about, in one line."
                />
                <Radios
                    field=form.field(KIND)
                    legend="Who can see it"
                    choices=copy::kinds(kinds)
                />
                <Radios
                    field=form.field(POSTING)
                    legend="Who can post"
                    choices=copy::posting()
                />
                <button class="button">"Create room"</button>
            </form>
        };
        framed(&self.frame, Self::PATH, "Create a room", body)
    }
}
