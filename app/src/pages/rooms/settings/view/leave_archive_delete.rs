//! Leaving, archiving, deleting.

use leptos::prelude::*;
use protocol::{RoomKind, RoomState};

use super::super::form::{ARCHIVE, CONFIRM, DeleteRoom, LEAVE, UNARCHIVE};
use crate::pages::{
    form::{Form, RawForm, address},
    html::{Html, IntoHtml as _},
    parts::{TextField, action, part, section},
    rooms::settings::{RoomSection, RoomSettingsPage},
};

/// Leaving the room.
pub fn leave(page: &RoomSettingsPage, path: &str) -> Html {
    if !page.powers.leave {
        return ().into_html();
    }
    let result = section(page.sent.as_ref(), RoomSection::Leave, RawForm::default());
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
        {action(address(LEAVE, path), words, "button quiet")}
    };
    part("leave", "Leave", result.view, body)
}

/// Archiving, and its way back.
pub fn archive(page: &RoomSettingsPage, path: &str) -> Html {
    if !page.powers.archive {
        return ().into_html();
    }
    let result = section(page.sent.as_ref(), RoomSection::Archive, RawForm::default());
    let (heading, hint, route, words) = match page.room.state {
        RoomState::Active => (
            "Archive",
            "People can still read it, but no one can post. You can unarchive it later.",
            ARCHIVE,
            "Archive room",
        ),
        RoomState::Archived => (
            "Unarchive",
            "Room members can post again.",
            UNARCHIVE,
            "Unarchive room",
        ),
    };
    let body = view! {
        <p class="hint">{hint}</p>
        {action(address(route, path), words, "button quiet")}
    };
    part("archive", heading, result.view, body)
}

/// Deleting the room with all that was said in it.
pub fn delete(page: &RoomSettingsPage, path: &str) -> Html {
    if !page.powers.delete {
        return ().into_html();
    }
    let result = section(page.sent.as_ref(), RoomSection::Delete, RawForm::default());
    let form = &result.form;
    let body = view! {
        <p class="hint">
            "All its messages are permanently deleted for everyone. This cannot be undone."
        </p>
        <form method="post" action=address(DeleteRoom::ROUTE, path)>
            <TextField
                field=form.field(CONFIRM)
                label=format!("Type the room's name, {}, to delete it", page.room.name)
            />
            <button class="button danger">"Delete room"</button>
        </form>
    };
    part("delete", "Delete", result.view, body)
}
