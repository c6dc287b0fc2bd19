//! Leaving, archiving, deleting.

use leptos::prelude::*;
use protocol::{RoomKind, RoomState, limits::MAX_ROOM_NAME_CHARS};

use super::settings::part;
use crate::{
    page_data::{RoomSection, RoomSettingsPage},
    pages::{
        parts::{TextField, action, section},
        why,
    },
};

/// Leaving the room.
pub fn leave(page: &RoomSettingsPage, path: &str) -> AnyView {
    if !page.powers.leave {
        return ().into_any();
    }
    let result = section(page.outcome.as_ref(), RoomSection::Leave, "leave");
    let hint = match page.room.kind {
        RoomKind::Public if page.frame.role.is_of_place() => "You can join again at any time.",
        // Nobody is added to a room of a few people among themselves.
        RoomKind::Group => "You see nothing more of it, and the others see that you have left.",
        RoomKind::Direct => {
            "You see nothing more of it until you message them again. They are not told."
        }
        _ => "You see nothing more of it, until you are added again.",
    };
    let words = if page.room.kind.is_direct() {
        "Leave the conversation"
    } else {
        "Leave the room"
    };
    let body = view! {
        <p class="hint">{hint}</p>
        {action(format!("{path}/leave"), words, "button quiet")}
    };
    part("leave", "Leave", result.view, body)
}

/// Archiving, and its way back.
pub fn archive(page: &RoomSettingsPage, path: &str) -> AnyView {
    if !page.powers.archive {
        return ().into_any();
    }
    let result = section(page.outcome.as_ref(), RoomSection::Archive, "archive");
    let (heading, hint, way, words) = match page.room.state {
        RoomState::Active => (
            "Archive",
            "Everybody can still read it, and nobody can post. It can be brought back.",
            "archive",
            "Archive the room",
        ),
        RoomState::Archived => (
            "Bring back",
            "Those who are in it can post again.",
            "unarchive",
            "Bring the room back",
        ),
    };
    let body = view! {
        <p class="hint">{hint}</p>
        {action(format!("{path}/{way}"), words, "button quiet")}
    };
    part("archive", heading, result.view, body)
}

/// Deleting the room with all that was said in it.
pub fn delete(page: &RoomSettingsPage, path: &str) -> AnyView {
    if !page.powers.delete {
        return ().into_any();
    }
    let result = section(page.outcome.as_ref(), RoomSection::Delete, "delete");
    let body = view! {
        <p class="hint">
            "Everything that was said in it goes, for everybody and for good. Nothing brings it back."
        </p>
        <form method="post" action=format!("{path}/delete")>
            <TextField
                scope="delete"
                name="confirm"
                label=format!("Type the room's name, {}, to delete it", page.room.name)
                value=page.typed.confirm.clone().unwrap_or_default()
                why=why(&result.errors, "confirm")
                max=MAX_ROOM_NAME_CHARS + 1
            />
            <button class="button danger">"Delete the room"</button>
        </form>
    };
    part("delete", "Delete", result.view, body)
}
