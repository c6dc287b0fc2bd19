//! Deleted messages: a line where it is needed, and nothing elsewhere.

use app::{
    live::timeline::rows::{Grouping, Row, RowContent, RowState, rows},
    text::clock::Zone,
};
use protocol::{Emoji, InThread, Message, MessageContent, Quote, Reaction, ThreadSummary};

use super::*;

/// It is deleted at a revision, as all are told.
fn deleted(number: u64, at: u64) -> Message {
    Message {
        rev: rev(at),
        content: MessageContent::Deleted,
        ..message(number)
    }
}

/// The messages that are shown: `seq`, and whether it is a line for a deleted one with a way to restore it.
fn shown(state: &TimelineState) -> Vec<(u64, Option<bool>)> {
    let rows = rows(state, Zone::Utc).into_iter();
    let messages = rows.filter_map(|row| match row {
        Row::Message(row) => match (row.state, row.content) {
            (RowState::Sent { seq, .. }, RowContent::Deleted { undo }) => {
                Some((seq, Some(undo.is_some())))
            }
            (RowState::Sent { seq, .. }, _) => Some((seq, None)),
            _ => None,
        },
        Row::Day(_) => None,
    });
    messages.collect()
}

/// What the server tells the reader of one message.
fn look(state: &mut TimelineState, message: Message) {
    let (seq, rev) = (message.seq, message.rev);
    state.refresh(&HistoryPage {
        messages: vec![message],
        has_older: true,
        has_newer: true,
        head: seq,
        rev,
    });
    state.looked(seq);
}

#[test]
fn a_deleted_message_that_nothing_needs_is_not_shown_and_keeps_its_position() {
    let mut state = state(1, 3);
    assert_eq!(state.message_changed(deleted(1, 4)), Next::Nothing);
    assert_eq!(numbers(&state), [1, 2, 3]);
    assert_eq!(shown(&state), [(2, None), (3, None)]);
}

#[test]
fn a_deleted_message_is_a_line_while_a_reply_or_its_thread_is_shown() {
    let mut state = state(1, 2);
    let reply = Message {
        reply: Some(Box::new(Quote::of(&message(1)))),
        ..message(3)
    };
    state.message_received(reply);
    state.message_changed(deleted(1, 4));
    assert_eq!(shown(&state)[0], (1, Some(false)));
    state.message_changed(deleted(3, 5));
    assert_eq!(shown(&state), [(2, None)]);

    let thread = |count| InThread {
        root: message(1).id,
        seq: seq(1),
        in_room: false,
        replies: Some(Box::new(ThreadSummary {
            count,
            ..ThreadSummary::empty().with(&ada(), Timestamp(NOON))
        })),
    };
    state.message_received(Message {
        thread: Some(thread(1)),
        rev: rev(6),
        ..message(4)
    });
    assert_eq!(shown(&state), [(1, Some(false)), (2, None)]);
    state.message_changed(Message {
        thread: Some(thread(0)),
        ..deleted(4, 7)
    });
    assert_eq!(shown(&state), [(2, None)]);
}

#[test]
fn what_the_reader_has_deleted_can_be_restored_until_its_time_is_over() {
    let mut state = state(1, 3);
    assert_eq!(state.message_changed(deleted(2, 4)), Next::Look(seq(2)));
    // It does not go and come back while that is asked for.
    assert_eq!(shown(&state)[1], (2, Some(false)));
    let until = Timestamp(NOON);
    look(
        &mut state,
        Message {
            undo_until: Some(until),
            ..deleted(2, 4)
        },
    );
    assert_eq!(shown(&state)[1], (2, Some(true)));
    assert_eq!(state.undo_end(), Some(until));
    state.end_undo(Timestamp(NOON - 1));
    assert_eq!(shown(&state)[1], (2, Some(true)));
    state.end_undo(until);
    assert_eq!(shown(&state), [(1, None), (3, None)]);
    assert_eq!(state.undo_end(), None);
}

#[test]
fn what_an_admin_has_deleted_of_the_reader_s_goes_when_that_is_known() {
    let mut state = state(1, 3);
    assert_eq!(state.message_changed(deleted(2, 4)), Next::Look(seq(2)));
    look(&mut state, deleted(2, 4));
    assert_eq!(shown(&state), [(1, None), (3, None)]);
}

#[test]
fn a_restored_message_is_asked_for_where_its_reactions_may_be_the_reader_s() {
    let mut state = state(1, 3);
    state.message_changed(deleted(1, 4));
    state.message_changed(edited(1, 5));
    assert_eq!(shown(&state).len(), 3);
    state.message_changed(deleted(1, 6));
    let reaction = Reaction {
        emoji: Emoji::parse("👍").expect("short"),
        count: 1,
        mine: false,
    };
    let restored = Message {
        reactions: vec![reaction],
        ..edited(1, 7)
    };
    assert_eq!(state.message_changed(restored), Next::Look(seq(1)));
}

#[test]
fn a_line_for_a_deleted_message_belongs_to_no_group() {
    let mut state = state(1, 0);
    for number in 1..=3 {
        state.message_received(message_at(number, &ada(), NOON));
    }
    state.message_changed(deleted_of_ada(2, 4));
    let groups = |state: &TimelineState| {
        let rows = rows(state, Zone::Utc).into_iter();
        let groups = rows.filter_map(|row| match row {
            Row::Message(row) => Some(row.grouping),
            Row::Day(_) => None,
        });
        groups.collect::<Vec<_>>()
    };
    use Grouping::{Continued, First};
    assert_eq!(groups(&state), [First, Continued, First]);
    state.looked(seq(2));
    assert_eq!(groups(&state), [First, Continued]);
}

fn deleted_of_ada(number: u64, at: u64) -> Message {
    Message {
        rev: rev(at),
        content: MessageContent::Deleted,
        ..message_at(number, &ada(), NOON)
    }
}
