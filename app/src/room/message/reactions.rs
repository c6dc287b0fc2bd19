//! What stands below a message's text: the reactions to it. A text of HTML, as the toolbar is; without a
//! script each reaction is the button of a form.

use protocol::MessageId;

use crate::{
    live::timeline::rows::{MessageRow, RowState},
    text::html::push_escaped,
};

/// Nothing for a message without reactions.
pub(super) fn reactions(row: &MessageRow) -> Option<String> {
    let RowState::Sent { id, .. } = &row.state else {
        return None;
    };
    if row.reactions.is_empty() {
        return None;
    }
    let mut html = String::new();
    begin_form(&mut html, *id, "reactions");
    for one in &row.reactions {
        let count = one.count.to_string();
        let (name, pressed, mine) = if one.mine {
            ("remove", "true", ", with yours")
        } else {
            ("add", "false", "")
        };
        push_button(&mut html, name, one.emoji.as_str());
        let label = ["\" aria-pressed=\"", pressed, "\" aria-label=\""].concat();
        html.push_str(&label);
        push_escaped(&mut html, one.emoji.as_str());
        html.push_str(&[", ", &count, mine, "\">"].concat());
        push_escaped(&mut html, one.emoji.as_str());
        html.push_str(&[" ", &count, "</button>"].concat());
    }
    html.push_str("</form>");
    Some(html)
}

/// The start of a form to react with.
pub(super) fn begin_form(html: &mut String, id: MessageId, class: &str) {
    let id = id.to_string();
    for part in [
        "<form method=\"post\" class=\"",
        class,
        "\" action=\"/m/",
        &id,
        "/react\">",
    ] {
        html.push_str(part);
    }
}

/// The start of its button, up to the quotation mark of its value.
pub(super) fn push_button(html: &mut String, name: &str, emoji: &str) {
    html.push_str(&["<button data-act=\"react\" name=\"", name, "\" value=\""].concat());
    push_escaped(html, emoji);
}
