//! Name, topic and description of a room.

use leptos::prelude::*;
use protocol::limits::{MAX_DESCRIPTION_CHARS, MAX_ROOM_NAME_CHARS, MAX_TOPIC_CHARS};

use crate::pages::{
    form::why,
    parts::{TextArea, TextField, part, section},
    rooms::settings::{RoomSection, RoomSettingsPage},
};

/// The form for those who may change them; for all others what it is about.
pub fn about(page: &RoomSettingsPage, path: &str) -> AnyView {
    if page.powers.edit {
        return form(page, path);
    }
    let lines = [page.room.topic.clone(), page.description.clone()];
    let lines = lines.into_iter().filter(|line| !line.is_empty());
    let lines = lines.map(|line| view! { <p class="about" dir="auto">{line}</p> });
    let lines = lines.collect_view();
    if lines.is_empty() {
        return ().into_any();
    }
    part("about", "About", ().into_any(), lines)
}

fn form(page: &RoomSettingsPage, path: &str) -> AnyView {
    let result = section(page.outcome.as_ref(), RoomSection::About, "about");
    let (typed, room) = (&page.typed, &page.room);
    let value = |typed: &Option<String>, own: &str| typed.clone().unwrap_or_else(|| own.to_owned());
    let form = view! {
        <form method="post" action=format!("{path}/edit")>
            <TextField
                scope="about"
                name="name"
                label="Name"
                hint="The address of the room changes too. The old address redirects to the new one."
                value=value(&typed.name, room.name.as_str())
                why=why(&result.errors, "name")
                max=MAX_ROOM_NAME_CHARS
                prefix="#"
            />
            <TextField
                scope="about"
                name="topic"
                label="Topic"
                hint="What the room is about, in one line."
                value=value(&typed.topic, &room.topic)
                why=why(&result.errors, "topic")
                max=MAX_TOPIC_CHARS
                may_be_empty=true
            />
            <TextArea
                scope="about"
                name="description"
                label="Description"
                hint="What the room is for. Shown when people browse rooms."
                value=value(&typed.description, &page.description)
                why=why(&result.errors, "description")
                max=MAX_DESCRIPTION_CHARS
            />
            <button class="button">"Save"</button>
        </form>
    };
    part("about", "About", result.view, form)
}
