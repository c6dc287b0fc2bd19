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
        html: "message 4".into(),
        is_edited: false,
    };
    assert_eq!(row.content, shown);
    assert!(matches!(&row.state, RowState::Failed(reason) if reason == "Too long."));
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

#[test]
fn a_message_is_new_once_and_not_if_it_was_written_here_or_is_folded() {
    let mut state = state(1, 3);
    state.add_pending(pending(4));
    assert!(!state.is_new(&message(4)), "written here");
    state.message_received(message(4));
    assert!(state.is_new(&message(5)));
    state.message_received(message(5));
    assert!(!state.is_new(&message(5)), "told twice");
    assert!(!state.is_new(&edited(2, 6)), "an edit");
    assert!(state.is_new(&message(6)), "from another device");
    state.set_ignored(vec![MemberId(Uuid::from_u128(2))]);
    assert!(!state.is_new(&message(7)), "folded");
}

#[test]
fn a_message_is_the_same_row_before_and_after_it_is_stored() {
    let mut state = state(1, 3);
    state.add_pending(pending(4));
    let before: Vec<_> = rows(&state, Zone::Utc).iter().map(Row::key).collect();
    state.message_received(message(4));
    let after: Vec<_> = rows(&state, Zone::Utc).iter().map(Row::key).collect();
    assert_eq!(before, after);
}

#[test]
fn a_message_is_not_pending_once_it_is_shown_however_it_came() {
    type Show = fn(&mut TimelineState) -> Next;
    let ways: [(u64, Show); 4] = [
        (102, |state| state.append(seq(100), page(101, 110, 110))),
        (50, |state| state.prepend(seq(51), page(1, 50, 110))),
        (101, |state| {
            let edited = edited(101, 101);
            state.message_changed(Message {
                author: ada(),
                ..edited
            })
        }),
        (102, |state| {
            state.show_latest(page(61, 110, 110));
            Next::Nothing
        }),
    ];
    for (number, show) in ways {
        let mut state = state(51, 100);
        state.add_pending(pending(number));
        show(&mut state);
        assert!(numbers(&state).contains(&number));
        assert!(state.pending().is_empty(), "{number}");
    }
}
