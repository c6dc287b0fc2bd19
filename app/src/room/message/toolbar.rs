//! What can be done with a message, as links to its pages: they work without a script, and where one
//! runs they open in a sheet (`data-sheet`), or are done in place (`data-act`). `data-key` is the key
//! that presses one while its message has the focus.
//!
//! It is a text of HTML, which costs a page nothing to make and the browser's module next to nothing.

use protocol::{EditWindow, Emoji, MessageId};

use super::reactions::{begin_form, push_button};
use crate::{
    chrome::icon::{BIN, MORE, PENCIL, REPLY, THREAD},
    live::timeline::rows::{MessageRow, RowContent, RowState},
    text::html::push_escaped,
};

/// Nothing for what is not stored, or says nothing any more. `quick` are the reactions that are one press
/// away.
pub(super) fn toolbar(row: &MessageRow, is_in_log: bool, quick: &[Emoji]) -> Option<String> {
    let RowState::Sent { id, .. } = &row.state else {
        return None;
    };
    let is_text = match row.content {
        RowContent::Text { .. } => true,
        RowContent::Poll { .. } => false,
        RowContent::Deleted { .. } | RowContent::Editing { .. } => return None,
    };
    let mut html = String::new();
    begin_form(&mut html, *id, "quick");
    for emoji in quick {
        let emoji = emoji.as_str();
        push_button(&mut html, "add", emoji);
        html.push_str("\" aria-label=\"React with ");
        push_escaped(&mut html, emoji);
        html.push_str("\">");
        push_escaped(&mut html, emoji);
        html.push_str("</button>");
    }
    html.push_str("</form>");
    push(
        &mut html,
        *id,
        "/reply",
        "Reply",
        "data-act=\"reply\" data-key=\"r\"",
        REPLY,
    );
    if is_in_log {
        push(
            &mut html,
            *id,
            "/thread",
            "Reply in thread",
            "data-key=\"t\"",
            THREAD,
        );
    }
    if row.is_own {
        if is_text && row.edit_window != EditWindow::Never {
            push(
                &mut html,
                *id,
                "/edit",
                "Edit",
                "data-act=\"edit\" data-key=\"e\"",
                PENCIL,
            );
        }
        push(
            &mut html,
            *id,
            "/delete",
            "Delete",
            "data-sheet data-key=\"Delete\"",
            BIN,
        );
    }
    push(
        &mut html,
        *id,
        "",
        "More actions",
        "data-sheet data-key=\".\"",
        MORE,
    );
    Some(html)
}

/// Nothing in it has to be escaped.
fn push(html: &mut String, id: MessageId, page: &str, label: &str, data: &str, icon: &str) {
    let id = id.to_string();
    let parts = [
        "<a href=\"/m/",
        &id,
        page,
        "\" title=\"",
        label,
        "\" aria-label=\"",
        label,
        "\" ",
        data,
        "><svg class=\"line-icon\" viewBox=\"0 0 20 20\" aria-hidden=\"true\"><path d=\"",
        icon,
        "\"/></svg></a>",
    ];
    for part in parts {
        html.push_str(part);
    }
}
