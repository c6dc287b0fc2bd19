//! Name, topic and description of a room.

use leptos::prelude::*;

use super::super::form::{DESCRIPTION, EditRoom, NAME, TOPIC};
use crate::pages::{
    form::{Form, address},
    html::{Html, IntoHtml as _},
    parts::{TextArea, TextField, part, section},
    rooms::settings::{RoomSection, RoomSettingsPage},
};

/// The form for those who may change them; for all others what it is about.
pub fn about(page: &RoomSettingsPage, path: &str) -> Html {
    if page.powers.edit {
        return form(page, path);
    }
    let lines = [page.room.topic.clone(), page.description.clone()];
    let lines = lines.into_iter().filter(|line| !line.is_empty());
    let lines = lines.map(|line| view! { <p class="about" dir="auto">{line}</p> });
    let lines = lines.collect_view();
    if lines.is_empty() {
        return ().into_html();
    }
    part("about", "About", ().into_html(), lines)
}

fn form(page: &RoomSettingsPage, path: &str) -> Html {
    let initial = EditRoom::of(&page.room, &page.description);
    let result = section(page.sent.as_ref(), RoomSection::About, initial);
    let form = &result.form;
    let form = view! {
        <form method="post" action=address(EditRoom::ROUTE, path)>
            <TextField
                field=form.field(NAME)
                label="Name"
                hint="The address of the room changes too. The old address redirects to the new one."
                prefix="#"
            />
            <TextField
                field=form.field(TOPIC)
                label="Topic"
                hint="What the room is about, in one line."
            />
            <TextArea
                field=form.field(DESCRIPTION)
                label="Description"
                hint="What the room is for. Shown when people browse rooms."
            />
            <button class="button">"Save"</button>
        </form>
    };
    part("about", "About", result.view, form)
}
