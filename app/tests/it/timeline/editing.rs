//! Editing a message in place.

use app::{
    live::timeline::rows::{Row, RowContent, rows},
    text::clock::Zone,
};
use protocol::{EditWindow, Message, MessageContent};

use super::*;

/// What is shown as being edited.
fn edited_texts(state: &TimelineState) -> Vec<String> {
    let rows = rows(state, Zone::Utc).into_iter();
    let texts = rows.filter_map(|row| match row {
        Row::Message(row) => match row.content {
            RowContent::Editing { text, .. } => Some(text),
            RowContent::Text { .. } | RowContent::Poll { .. } | RowContent::Deleted { .. } => None,
        },
        Row::Day(_) => None,
    });
    texts.collect()
}

#[test]
fn one_message_of_ones_own_is_edited_at_a_time() {
    let mut state = state(1, 4);
    state.edit(seq(1));
    assert!(edited_texts(&state).is_empty(), "Grace wrote it");
    state.edit(seq(2));
    assert_eq!(edited_texts(&state), ["message 2"]);
    assert!(state.edit_last_own());
    assert_eq!(edited_texts(&state), ["message 4"]);
    state.stop_editing();
    assert!(edited_texts(&state).is_empty());
}

#[test]
fn what_happens_to_other_messages_leaves_the_box_as_it_is() {
    let mut state = state(1, 4);
    state.edit(seq(4));
    let before = rows(&state, Zone::Utc).pop();
    state.message_changed(edited(3, 5));
    assert_eq!(rows(&state, Zone::Utc).pop(), before);
}

#[test]
fn a_message_that_is_deleted_is_edited_no_more() {
    let mut state = state(1, 4);
    state.edit(seq(4));
    state.message_changed(Message {
        content: MessageContent::Deleted,
        ..edited(4, 5)
    });
    assert!(edited_texts(&state).is_empty());
    state.edit(seq(4));
    assert!(edited_texts(&state).is_empty());
}

#[test]
fn where_nothing_can_be_edited_no_box_opens() {
    let mut data = page_data(1, 4);
    data.edit_window = EditWindow::Never;
    let mut state = TimelineState::new(&data);
    assert!(!state.edit_last_own());
    assert!(edited_texts(&state).is_empty());
}
