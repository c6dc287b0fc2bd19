//! What an open page makes of its news, in whatever order they come.

use app::{
    live::{
        row::{Grouping, Row, RowState, rows},
        timeline::{Next, Pending, SendState, Timeline, WINDOW},
    },
    page_data::{ComposerForm, MayPost, RoomPageData},
    text::clock::Zone,
};
use proptest::prelude::*;
use protocol::{
    ClientMessageId, DisplayName, Member, MemberId, Message, MessageBody, MessageId, Posting, Role,
    Room, RoomId, RoomKind, RoomName, Seq, Slug, Timestamp,
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
    Member::new(
        MemberId(Uuid::from_u128(id)),
        DisplayName::parse(name).expect("valid"),
    )
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

fn state(from: u64, to: u64) -> Timeline {
    Timeline::new(&RoomPageData {
        workspace: "Harbour Works".into(),
        me: ada(),
        role: Role::Member,
        rooms: Vec::new(),
        preferences: Vec::new(),
        ignored: Vec::new(),
        room: Room {
            id: room(),
            slug: Slug::lobby(),
            name: RoomName::parse("lobby").expect("valid"),
            topic: String::new(),
            kind: RoomKind::Open,
            posting: Posting::All,
            state: protocol::RoomState::Active,
            people: Vec::new(),
        },
        may_post: MayPost::Yes,
        page: page(from, to, to),
        is_older_page: false,
        composer: ComposerForm {
            client_id: ClientMessageId::parse("form-00001").expect("valid"),
            text: String::new(),
            error: None,
        },
    })
}

fn numbers(state: &Timeline) -> Vec<u64> {
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
        send_state: SendState::Sending,
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
fn what_was_asked_for_and_got_no_answer_is_asked_for_again() {
    let mut state = state(1, 3);
    assert_eq!(state.posted(message(6)), Next::Resume(seq(3)));
    assert_eq!(state.head(seq(6)), Next::Resume(seq(3)));
}

#[test]
fn who_went_far_up_is_not_brought_what_is_new_at_the_end() {
    let size = WINDOW as u64;
    let mut state = state(51, size + 50);
    state.older(page(1, 50, size + 50));
    assert_eq!(state.head(seq(size + 60)), Next::Nothing);
    state.newer(page(size + 1, size + 60, size + 60));
    assert_eq!(state.head(seq(size + 61)), Next::Resume(seq(size + 60)));
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
fn an_answer_that_a_message_has_overtaken_throws_nobody_back() {
    let mut state = state(1, 3);
    let known = state.room_head();
    state.posted(message(4));
    assert_eq!(state.head_since(known, seq(3)), Next::Nothing);
    assert_eq!(state.head_since(known, seq(5)), Next::Resume(seq(4)));
    // Less than was known when it was asked for: the server was set back.
    assert_eq!(state.head_since(known, seq(2)), Next::Latest);
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
    assert_eq!(state.pending()[0].send_state, SendState::Sending);
}

#[test]
fn what_the_outbox_holds_is_on_show_unless_the_server_has_it_already() {
    let mut state = state(1, 4);
    state.wrote(pending(8));
    // The outbox of this browser: 4 was stored before it could be let go of, 6 is another tab's.
    state.set_pending(vec![pending(4), pending(6)]);
    assert_eq!(state.pending(), [pending(6)]);
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

/// A server with all messages, and a connection that loses, repeats and delays what it tells.
#[derive(Clone, Debug)]
enum Happens {
    /// The server stores one more message.
    Posted,
    /// The news of a stored message arrive, at last or again.
    Told(usize),
    /// The server tells where the room stands.
    Head,
    /// An answer to what was asked arrives.
    Answered,
    /// What was asked is lost, and with it the answer.
    Lost,
}

fn happenings() -> impl Strategy<Value = Vec<Happens>> {
    let one = prop_oneof![
        3 => Just(Happens::Posted),
        4 => any::<usize>().prop_map(Happens::Told),
        1 => Just(Happens::Head),
        2 => Just(Happens::Answered),
        1 => Just(Happens::Lost),
    ];
    prop::collection::vec(one, 0..120)
}

/// What the server answers; beyond `most` missed messages, or to somebody who has more than it has,
/// that the client is to start anew.
fn answer(state: &mut Timeline, next: Next, head: u64, most: u64) -> Next {
    match next {
        Next::Nothing => Next::Nothing,
        Next::Latest => {
            state.latest(page(head.saturating_sub(49).max(1), head, head));
            Next::Nothing
        }
        Next::Resume(have) if have.get() > head || head - have.get() > most => {
            state.missed(seq(head), Missed::Reset)
        }
        Next::Resume(have) => {
            let missed = (have.get() + 1..=head).map(message).collect();
            state.missed(seq(head), Missed::Messages(missed))
        }
    }
}

/// Asks until nothing is left to ask for.
fn answer_all(state: &mut Timeline, mut next: Next, head: u64, most: u64) {
    for _ in 0..10 {
        if next == Next::Nothing {
            return;
        }
        next = answer(state, next, head, most);
    }
    panic!("asks without end");
}

proptest! {
    #[test]
    fn whatever_happened_one_head_later_the_page_shows_what_a_new_one_would(
        start in 0..20_u64,
        happens in happenings(),
        most in 5..60_u64,
    ) {
        let mut head = start;
        let mut state = state(1, start);
        let mut asked = Next::Nothing;
        for one in happens {
            let next = match one {
                Happens::Posted => { head += 1; Next::Nothing }
                Happens::Told(at) if head > 0 => state.posted(message(at as u64 % head + 1)),
                Happens::Told(_) => Next::Nothing,
                Happens::Head => state.head(seq(head)),
                Happens::Answered => {
                    let question = std::mem::replace(&mut asked, Next::Nothing);
                    answer(&mut state, question, head, most)
                }
                Happens::Lost => { asked = Next::Nothing; Next::Nothing }
            };
            if next != Next::Nothing {
                asked = next;
            }
            let shown = numbers(&state);
            prop_assert!(shown.windows(2).all(|two| two[1] == two[0] + 1), "a gap: {shown:?}");
        }
        // The connection was lost and is back: welcome tells the head.
        let next = state.head(seq(head));
        answer_all(&mut state, next, head, most);
        let fresh = page(head.saturating_sub(49).max(1), head, head);
        prop_assert_eq!(state.last(), seq(head));
        prop_assert!(!state.has_newer());
        let shown: Vec<_> = state.messages().iter().rev().take(fresh.messages.len()).rev().cloned().collect();
        prop_assert!(shown.len() >= fresh.messages.len().min(1));
        let expected: Vec<_> = fresh.messages.iter().rev().take(shown.len()).rev().cloned().collect();
        prop_assert_eq!(shown, expected);
    }

    #[test]
    fn a_server_that_was_set_back_wins(before in 2..60_u64, lost in 1..60_u64, most in 5..60_u64) {
        let head = before.saturating_sub(lost);
        let mut state = state(1, before);
        let next = state.head(seq(head));
        prop_assert_eq!(next, Next::Latest);
        answer_all(&mut state, next, head, most);
        prop_assert_eq!(state.last(), seq(head));
        prop_assert!(!state.has_newer());
    }
}
