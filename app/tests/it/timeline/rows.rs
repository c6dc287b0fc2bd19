//! How messages are grouped and shown.

use app::{
    live::timeline::rows::{Grouping, Row, RowContent, rows},
    text::clock::Zone,
};
use protocol::{Message, MessageContent};

use super::*;

#[test]
fn messages_are_grouped_by_author_time_and_day() {
    let mut state = state(1, 0);
    let grace = member(2, "Grace");
    let midnight = NOON + 12 * 60 * MINUTE;
    let times = [
        (&grace, NOON, true),
        (&grace, NOON + 4 * MINUTE, false),
        (&grace, NOON + 9 * MINUTE, true),
        (&ada(), NOON + 9 * MINUTE, true),
        (&grace, midnight - 1, true),
        (&grace, midnight, true),
    ];
    for (number, (author, at, _)) in times.iter().enumerate() {
        state.message_received(message_at(number as u64 + 1, author, *at));
    }
    let shown = rows(&state, Zone::Utc);
    let firsts: Vec<bool> = shown
        .iter()
        .filter_map(|row| match row {
            Row::Message(row) => Some(row.grouping == Grouping::First),
            Row::Day(_) => None,
        })
        .collect();
    assert_eq!(firsts, times.map(|(_, _, first)| first));
    let days: Vec<_> = shown
        .iter()
        .filter(|row| matches!(row, Row::Day(_)))
        .collect();
    assert_eq!(days.len(), 2);
}

#[test]
fn a_deleted_message_says_so_and_stays_where_it_is() {
    let mut state = state(1, 3);
    state.message_changed(Message {
        content: MessageContent::Deleted,
        ..edited(2, 4)
    });
    assert_eq!(numbers(&state), [1, 2, 3]);
    let rows = rows(&state, Zone::Utc);
    let deleted = rows
        .iter()
        .filter(|row| matches!(row, Row::Message(row) if row.content == RowContent::Deleted));
    assert_eq!(deleted.count(), 1);
}
