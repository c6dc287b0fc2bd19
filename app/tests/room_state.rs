//! What an open page makes of its news, in whatever order they come.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use app::{
    live::{
        room_state::{Fate, Next, Pending, RoomState, WINDOW},
        row::{Grouping, Row, RowState, rows},
    },
    page_data::{ComposerForm, RoomPageData},
    text::clock::Zone,
};
use proptest::prelude::*;
use protocol::{
    ClientMessageId, DisplayName, Member, MemberId, Message, MessageBody, MessageId, Room, RoomId,
    Seq, Slug, Timestamp,
    event::{HistoryPage, Missed},
};
use uuid::Uuid;

const MINUTE: i64 = 60_000;
/// 2026-11-24, 12:00 UTC.
const NOON: i64 = 1_795_521_600_000;

fn seq(value: u64) -> Seq {
    Seq::new(value).expect("small")
}

fn member(id: u128, name: &str) -> Member {
    Member {
        id: MemberId(Uuid::from_u128(id)),
        name: DisplayName::parse(name).expect("valid"),
    }
}

fn ada() -> Member {
    member(1, "Ada")
}

fn room() -> RoomId {
    RoomId(Uuid::from_u128(9))
}

fn message_at(number: u64, author: &Member, sent_at: i64) -> Message {
    Message {
        id: MessageId(Uuid::from_u128(number.into())),
        room: room(),
        seq: seq(number),
        author: author.clone(),
        client_id: ClientMessageId::parse(&format!("client-{number:05}")).expect("valid"),
        body: MessageBody::parse(&format!("message {number}")).expect("valid"),
        sent_at: Timestamp(sent_at),
    }
}

/// Message of Ada (even numbers) or Grace (odd ones).
fn message(number: u64) -> Message {
    let author = if number.is_multiple_of(2) {
        ada()
    } else {
        member(2, "Grace")
    };
    message_at(number, &author, NOON + number.cast_signed() * MINUTE)
}

fn page(from: u64, to: u64, head: u64) -> HistoryPage {
    HistoryPage {
        messages: (from..=to).map(message).collect(),
        has_older: from > 1,
        head: seq(head),
    }
}

fn state(from: u64, to: u64) -> RoomState {
    RoomState::new(&RoomPageData {
        me: ada(),
        rooms: Vec::new(),
        room: Room {
            id: room(),
            slug: Slug::lobby(),
            topic: String::new(),
        },
        page: page(from, to, to),
        is_older_page: false,
        composer: ComposerForm {
            client_id: ClientMessageId::parse("form-00001").expect("valid"),
            text: String::new(),
            error: None,
        },
    })
}

fn numbers(state: &RoomState) -> Vec<u64> {
    state
        .messages()
        .iter()
        .map(|message| message.seq.get())
        .collect()
}

fn pending(number: u64) -> Pending {
    let message = message(number);
    Pending {
        client_id: message.client_id,
        body: message.body,
        written_at: NOON,
        fate: Fate::Sending,
    }
}

#[test]
fn the_next_message_is_shown_and_a_repeated_one_is_not() {
    let mut state = state(1, 3);
    assert_eq!(state.posted(message(4)), Next::Nothing);
    assert_eq!(state.posted(message(4)), Next::Nothing);
    assert_eq!(state.posted(message(2)), Next::Nothing);
    assert_eq!(numbers(&state), [1, 2, 3, 4]);
}

#[test]
fn a_gap_is_filled_before_what_comes_after_it_is_shown() {
    let mut state = state(1, 3);
    assert_eq!(state.posted(message(6)), Next::Resume(seq(3)));
    assert_eq!(numbers(&state), [1, 2, 3]);
    let missed = Missed::Messages((4..=6).map(message).collect());
    assert_eq!(state.missed(seq(6), missed), Next::Nothing);
    assert_eq!(numbers(&state), [1, 2, 3, 4, 5, 6]);
}

#[test]
fn what_is_posted_while_the_gap_is_asked_for_is_asked_for_too() {
    let mut state = state(1, 5);
    assert_eq!(state.posted(message(8)), Next::Resume(seq(5)));
    assert_eq!(state.posted(message(10)), Next::Nothing);
    let missed = Missed::Messages((6..=8).map(message).collect());
    assert_eq!(state.missed(seq(8), missed), Next::Resume(seq(8)));
    let missed = Missed::Messages(vec![message(9), message(10)]);
    assert_eq!(state.missed(seq(10), missed), Next::Nothing);
    assert_eq!(numbers(&state), (1..=10).collect::<Vec<_>>());
}

#[test]
fn a_lost_last_message_is_noticed_by_its_number() {
    let mut state = state(1, 3);
    assert_eq!(state.head(seq(3)), Next::Nothing);
    assert_eq!(state.head(seq(4)), Next::Resume(seq(3)));
}

#[test]
fn too_much_missed_or_a_server_set_back_means_to_start_anew() {
    let mut state = state(1, 3);
    assert_eq!(state.missed(seq(900), Missed::Reset), Next::Latest);
    state.latest(page(851, 900, 900));
    assert_eq!(numbers(&state).first(), Some(&851));
    assert_eq!(state.head(seq(2)), Next::Latest);
}

#[test]
fn ours_is_shown_at_once_and_once_only_whichever_news_comes_first() {
    for ack_first in [true, false] {
        let mut state = state(1, 3);
        state.wrote(pending(4));
        state.wrote(pending(4));
        assert_eq!(state.pending().len(), 1);
        if ack_first {
            state.forget(&pending(4).client_id);
        }
        state.posted(message(4));
        state.posted(message(4));
        state.forget(&pending(4).client_id);
        assert!(state.pending().is_empty());
        assert_eq!(numbers(&state), [1, 2, 3, 4]);
    }
}

#[test]
fn a_refused_message_keeps_its_text_and_can_be_tried_again() {
    let mut state = state(1, 3);
    state.wrote(pending(4));
    state.failed(&pending(4).client_id, "Too long.".into());
    let shown = rows(&state, Zone::Utc);
    let Some(Row::Message(row)) = shown.last() else {
        panic!("a message");
    };
    assert_eq!(row.text, "message 4");
    assert!(matches!(&row.state, RowState::Failed(_, reason) if reason == "Too long."));
    state.retry(&pending(4).client_id);
    assert_eq!(state.pending()[0].fate, Fate::Sending);
}

#[test]
fn the_window_is_bounded_at_either_end() {
    let size = WINDOW as u64;
    let mut state = state(1, 1);
    for number in 2..=size + 50 {
        state.posted(message(number));
    }
    assert_eq!(numbers(&state).len(), WINDOW);
    assert_eq!(state.first(), Some(seq(51)));
    assert!(state.has_older() && !state.has_newer());

    state.older(page(1, 50, size + 50));
    assert_eq!(numbers(&state).len(), WINDOW);
    assert_eq!(state.first(), Some(seq(1)));
    assert!(state.has_newer());
    // Who reads above is not sent to the end by what comes there.
    assert_eq!(state.posted(message(size + 51)), Next::Nothing);
    assert_eq!(state.last(), seq(size));

    state.newer(page(size + 1, size + 50, size + 51));
    assert_eq!(state.last(), seq(size + 50));
    assert!(state.has_newer());
}

#[test]
fn a_page_that_does_not_fit_is_left_aside() {
    let mut state = state(100, 110);
    state.older(page(1, 50, 110));
    assert_eq!(state.first(), Some(seq(100)));
    state.newer(page(200, 210, 210));
    assert_eq!(state.last(), seq(110));
}

#[test]
fn a_new_name_stands_on_old_messages_too() {
    let mut state = state(1, 4);
    state.rename(&member(2, "Grace Hopper"));
    let names: Vec<_> = state
        .messages()
        .iter()
        .map(|m| m.author.name.to_string())
        .collect();
    assert_eq!(names, ["Grace Hopper", "Ada", "Grace Hopper", "Ada"]);
    state.set_me(member(1, "Ada Lovelace"));
    assert_eq!(state.me().name.as_str(), "Ada Lovelace");
    assert_eq!(state.messages()[1].author.name.as_str(), "Ada Lovelace");
}

#[test]
fn messages_stand_together_by_author_time_and_day() {
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
        state.posted(message_at(number as u64 + 1, author, *at));
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

/// News of a room in which `total` messages are posted; some are lost, repeated or late.
fn news(total: u64) -> impl Strategy<Value = Vec<u64>> {
    prop::collection::vec(1..=total, 0..60)
}

proptest! {
    #[test]
    fn whatever_was_lost_or_repeated_resuming_shows_what_the_server_has(
        start in 0..10_u64,
        heard in news(40),
        heads in prop::collection::vec(0..=40_u64, 0..5),
    ) {
        let mut state = state(1, start);
        for number in heard {
            state.posted(message(number));
            let shown = numbers(&state);
            prop_assert!(shown.windows(2).all(|two| two[1] == two[0] + 1), "{:?}", shown);
        }
        for head in heads {
            state.head(seq(head));
        }
        let head = 40;
        let have = state.last().get();
        let missed = Missed::Messages((have + 1..=head).map(message).collect());
        prop_assert_eq!(state.missed(seq(head), missed), Next::Nothing);
        prop_assert_eq!(numbers(&state), (1..=head).collect::<Vec<_>>());
        prop_assert!(!state.has_newer());
    }
}
