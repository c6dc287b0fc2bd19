//! How messages are grouped and shown.

use std::collections::HashSet;

use app::{
    live::timeline::rows::{Grouping, Row, RowContent, RowState, rows},
    text::clock::Zone,
};
use protocol::Message;

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

fn sent(number: u64) -> RowState {
    let id = message(number).id;
    RowState::Sent { id, seq: number }
}

const DAY: i64 = 24 * 60 * MINUTE;

#[test]
fn pending_messages_are_last_and_shown_whatever_the_clocks_say() {
    for ahead in [-400 * DAY, -DAY, -MINUTE, 0, MINUTE, DAY, 400 * DAY] {
        let mut state = state(1, 0);
        for (number, sent_at) in [(1, NOON - DAY), (2, NOON), (3, NOON + MINUTE)] {
            state.message_received(message_at(number, &ada(), sent_at));
        }
        for number in [4, 5] {
            state.add_pending(Pending {
                written_at: NOON + ahead,
                ..pending(number)
            });
        }
        let shown = rows(&state, Zone::Utc);
        let states: Vec<_> = shown
            .iter()
            .filter_map(|row| match row {
                Row::Message(row) => Some(row.state.clone()),
                Row::Day(_) => None,
            })
            .collect();
        let expected = [
            sent(1),
            sent(2),
            sent(3),
            RowState::Sending,
            RowState::Sending,
        ];
        assert_eq!(states, expected, "{ahead}");
        keys_are_unique(&shown);
    }
}

#[test]
fn a_day_is_named_once_also_if_the_clock_of_the_server_jumps() {
    let mut state = state(1, 0);
    let times = [
        NOON,
        NOON + DAY,
        NOON,
        NOON + 400 * DAY,
        NOON + DAY,
        NOON + 2 * DAY,
    ];
    for (number, sent_at) in times.into_iter().enumerate() {
        state.message_received(message_at(number as u64 + 1, &ada(), sent_at));
    }
    let shown = rows(&state, Zone::Utc);
    let days = shown.iter().filter(|row| matches!(row, Row::Day(_)));
    assert_eq!(days.count(), 4);
    keys_are_unique(&shown);
}

fn keys_are_unique(rows: &[Row]) {
    let keys: HashSet<_> = rows.iter().map(Row::key).collect();
    assert_eq!(keys.len(), rows.len(), "{rows:?}");
}

/// A message that mentions a member by this name.
fn mentioning(number: u64, whom: &Member, name: &str) -> Message {
    let id = whom.id;
    let link =
        format!("<a class=\"mention\" data-member=\"{id}\" href=\"/people/{id}\">@{name}</a>");
    Message {
        html: Some(format!("<p>hi {link}</p>")),
        ..message(number)
    }
}

fn html_of(state: &TimelineState) -> String {
    let found = rows(state, Zone::Utc)
        .into_iter()
        .find_map(|row| match row {
            Row::Message(row) => match row.content {
                RowContent::Text { html, .. } => Some(html),
                RowContent::Poll { .. }
                | RowContent::Deleted { .. }
                | RowContent::Editing { .. } => None,
            },
            Row::Day(_) => None,
        });
    found.expect("a message")
}

#[test]
fn a_mention_follows_its_member_and_is_marked_for_the_reader() {
    let grace = member(2, "Grace");
    let mut state = state(1, 0);
    state.message_received(mentioning(1, &grace, "Grace"));
    assert!(html_of(&state).contains("class=\"mention\" data-member"));
    state.member_changed(&member(2, "Grace & co"));
    assert!(html_of(&state).contains(">@Grace &amp; co</a>"));

    let mut state = self::state(1, 0);
    state.message_received(mentioning(1, &ada(), "Ada"));
    assert!(html_of(&state).contains("class=\"mention me\" data-member"));
    state.member_changed(&member(1, "Ada L"));
    assert!(html_of(&state).contains(">@Ada L</a>"));
}
