//! Leaving, archiving, deleting.

use leptos::prelude::*;
use protocol::{RoomKind, RoomState, limits::MAX_ROOM_NAME_CHARS};

use crate::pages::{
    form::why,
    parts::{TextField, action, part, section},
    rooms::settings::{RoomSection, RoomSettingsPage},
};

/// Leaving the room.
pub fn leave(page: &RoomSettingsPage, path: &str) -> AnyView {
    if !page.powers.leave {
        return ().into_any();
    }
    let result = section(page.outcome.as_ref(), RoomSection::Leave, "leave");
    let hint = match page.room.kind {
        RoomKind::Public if page.frame.role.is_full_member() => "You can join again at any time.",
        // Nobody is added to a room of a few people among themselves.
        RoomKind::Group => "You will no longer see it, and the others will see that you left.",
        RoomKind::Direct => {
            "You will no longer see it until you message them again. They are not notified."
        }
        _ => "You will no longer see it until you are added again.",
    };
    let words = if page.room.kind.is_direct() {
        "Leave conversation"
    } else {
        "Leave room"
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
            "People can still read it, but no one can post. You can unarchive it later.",
            "archive",
            "Archive room",
        ),
        RoomState::Archived => (
            "Unarchive",
            "Room members can post again.",
            "unarchive",
            "Unarchive room",
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
            "All its messages are permanently deleted for everyone. This cannot be undone."
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
            <button class="button danger">"Delete room"</button>
        </form>
    };
    part("delete", "Delete", result.view, body)
}
