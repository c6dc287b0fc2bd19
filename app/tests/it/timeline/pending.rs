//! Messages of the reader that are not stored yet.

use app::{
    live::timeline::{
        rows::{Row, RowContent, RowState, rows},
        state::{Next, SendState},
    },
    text::clock::Zone,
};
use protocol::{Message, event::Missed};

use super::*;

#[test]
fn our_message_is_shown_at_once_and_only_once_whichever_event_comes_first() {
    for ack_first in [true, false] {
        let mut state = state(1, 3);
        state.add_pending(pending(4));
        state.add_pending(pending(4));
        assert_eq!(state.pending().len(), 1);
        if ack_first {
            state.remove_pending(&pending(4).client_id);
        }
        state.message_received(message(4));
        state.message_received(message(4));
        state.remove_pending(&pending(4).client_id);
        assert!(state.pending().is_empty());
        assert_eq!(numbers(&state), [1, 2, 3, 4]);
    }
}

#[test]
fn a_refused_message_keeps_its_text_and_can_be_tried_again() {
    let mut state = state(1, 3);
    state.add_pending(pending(4));
    state.mark_failed(&pending(4).client_id, "Too long.".into());
    let shown = rows(&state, Zone::Utc);
    let Some(Row::Message(row)) = shown.last() else {
        panic!("a message");
    };
    let shown = RowContent::Text {
        text: "message 4".into(),
        is_edited: false,
    };
    assert_eq!(row.content, shown);
    assert!(matches!(&row.state, RowState::Failed(_, reason) if reason == "Too long."));
    state.mark_sending(&pending(4).client_id);
    assert_eq!(state.pending()[0].send_state, SendState::Sending);
}

#[test]
fn what_the_outbox_holds_is_shown_unless_the_server_has_it_already() {
    let mut state = state(1, 4);
    state.add_pending(pending(8));
    // The outbox of this browser: 4 was stored before it could be let go of, 6 is another tab's.
    state.set_pending(vec![pending(4), pending(6)]);
    assert_eq!(state.pending(), [pending(6)]);
}

#[test]
fn a_retry_of_what_was_edited_meanwhile_is_not_shown_as_it_was() {
    let mut state = state(1, 3);
    state.add_pending(pending(4));
    let as_it_was = Message {
        rev: rev(5),
        ..message(4)
    };
    assert_eq!(state.message_sent(as_it_was, true), Next::Resume);
    let answer = Missed::Messages(vec![edited(4, 5)]);
    assert_eq!(resumed(&mut state, answer, 4, 5), Next::Nothing);
    assert_eq!(state.messages()[3], edited(4, 5));
    assert!(state.pending().is_empty());
}

#[test]
fn another_history_is_loaded_anew_and_what_is_unsent_stays() {
    let mut state = state(1, 3);
    state.add_pending(pending(9));
    assert_eq!(state.set_timeline(timeline(1)), Next::Nothing);
    assert_eq!(state.set_timeline(timeline(2)), Next::Latest);
    state.show_latest(page(1, 2, 2));
    assert_eq!(numbers(&state), [1, 2]);
    assert_eq!(state.pending(), [pending(9)]);
}
