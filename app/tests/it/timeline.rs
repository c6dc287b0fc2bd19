//! What an open page makes of its news, in whatever order they come.

use app::{
    live::{
        row::{Grouping, Row, RowContent, RowState, rows},
        timeline::{Next, Pending, SendState, Timeline, WINDOW},
    },
    page_data::{ComposerForm, MayPost, RoomPageData},
    text::clock::Zone,
};
use proptest::prelude::*;
use protocol::{
    ClientMessageId, DisplayName, Member, MemberId, Message, MessageBody, MessageContent,
    MessageId, Posting, Rev, Role, Room, RoomHead, RoomId, RoomKind, RoomName, Seq, Slug,
    TimelineId, Timestamp,
    event::{HistoryPage, Missed, ResumeRoom, ResumedRoom},
};
use uuid::Uuid;

const MINUTE: i64 = 60_000;
/// 2026-11-24, 12:00 UTC.
const NOON: i64 = 1_795_521_600_000;

fn seq(value: u64) -> Seq {
    Seq::new(value).expect("small")
}

fn rev(value: u64) -> Rev {
    Rev::new(value).expect("small")
}

/// Where a room stands in which nothing was changed.
fn head(value: u64) -> RoomHead {
    RoomHead {
        room: room(),
        seq: seq(value),
        rev: rev(value),
    }
}

fn timeline(number: u128) -> TimelineId {
    TimelineId(Uuid::from_u128(number))
}

fn text(words: &str) -> MessageContent {
    MessageContent::Text(MessageBody::parse(words).expect("valid"))
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
        rev: rev(number),
        author: author.clone(),
        client_id: ClientMessageId::parse(&format!("client-{number:05}")).expect("valid"),
        content: text(&format!("message {number}")),
        sent_at: Timestamp(sent_at),
        edited_at: None,
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

/// The same, edited at a revision.
fn edited(number: u64, at: u64) -> Message {
    Message {
        rev: rev(at),
        content: text(&format!("message {number}, edited at {at}")),
        edited_at: Some(Timestamp(NOON)),
        ..message(number)
    }
}

/// What a server answers in whose room nothing was changed.
fn missed(state: &mut Timeline, messages: impl IntoIterator<Item = u64>, to: u64) -> Next {
    let messages = messages.into_iter().map(message).collect();
    resumed(state, Missed::Messages(messages), to, to)
}

fn resumed(state: &mut Timeline, missed: Missed, to: u64, at: u64) -> Next {
    let held = state.held();
    let resumed = ResumedRoom {
        room: room(),
        head: seq(to),
        rev: rev(at),
        missed,
        more: false,
    };
    state.missed(held, resumed)
}

fn page(from: u64, to: u64, head: u64) -> HistoryPage {
    HistoryPage {
        messages: (from..=to).map(message).collect(),
        has_older: from > 1,
        head: seq(head),
        rev: rev(head),
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
        timeline: timeline(1),
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
        body: MessageBody::parse(message.content.text().expect("a text")).expect("valid"),
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
    assert_eq!(state.posted(message(6)), Next::Resume);
    assert_eq!(numbers(&state), [1, 2, 3]);
    assert_eq!(missed(&mut state, 4..=6, 6), Next::Nothing);
    assert_eq!(numbers(&state), [1, 2, 3, 4, 5, 6]);
}

#[test]
fn what_is_posted_while_the_gap_is_asked_for_is_asked_for_too() {
    let mut state = state(1, 5);
    assert_eq!(state.posted(message(8)), Next::Resume);
    assert_eq!(state.posted(message(10)), Next::Nothing);
    assert_eq!(missed(&mut state, 6..=8, 8), Next::Resume);
    assert_eq!(missed(&mut state, 9..=10, 10), Next::Nothing);
    assert_eq!(numbers(&state), (1..=10).collect::<Vec<_>>());
}

#[test]
fn a_lost_last_message_is_noticed_by_its_number() {
    let mut state = state(1, 3);
    assert_eq!(state.head(head(3)), Next::Nothing);
    assert_eq!(state.head(head(4)), Next::Resume);
}

#[test]
fn what_was_asked_for_and_got_no_answer_is_asked_for_again() {
    let mut state = state(1, 3);
    assert_eq!(state.posted(message(6)), Next::Resume);
    assert_eq!(state.head(head(6)), Next::Resume);
}

#[test]
fn who_went_far_up_is_not_brought_what_is_new_at_the_end() {
    let size = WINDOW as u64;
    let mut state = state(51, size + 50);
    state.older(page(1, 50, size + 50));
    // What changed in what is shown is asked for, and what is new is left aside.
    assert_eq!(state.head(head(size + 60)), Next::Resume);
    assert_eq!(
        missed(&mut state, size + 51..=size + 60, size + 60),
        Next::Nothing
    );
    assert_eq!(state.last(), seq(size));
    // Too much of it throws nobody to the end either.
    assert_eq!(state.head(head(size + 900)), Next::Resume);
    assert_eq!(
        resumed(&mut state, Missed::Reset, size + 900, size + 900),
        Next::Refresh
    );
    assert_eq!(state.last(), seq(size));
    state.newer(page(size + 1, size + 900, size + 900));
    assert_eq!(state.head(head(size + 901)), Next::Resume);
}

#[test]
fn too_much_missed_or_a_server_set_back_means_to_start_anew() {
    let mut state = state(1, 3);
    assert_eq!(resumed(&mut state, Missed::Reset, 900, 900), Next::Latest);
    state.latest(page(851, 900, 900));
    assert_eq!(numbers(&state).first(), Some(&851));
    assert_eq!(state.head(head(2)), Next::Latest);
}

#[test]
fn an_answer_that_a_message_has_overtaken_throws_nobody_back() {
    let mut state = state(1, 3);
    let known = state.room_head();
    state.posted(message(4));
    assert_eq!(state.head_since(known, head(3)), Next::Nothing);
    assert_eq!(state.head_since(known, head(5)), Next::Resume);
    // Less than was known when it was asked for: the server was set back.
    assert_eq!(state.head_since(known, head(2)), Next::Latest);
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
    let shown = RowContent::Text {
        text: "message 4".into(),
        is_edited: false,
    };
    assert_eq!(row.content, shown);
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

#[test]
fn a_change_is_taken_in_once_and_only_if_it_is_the_next_one() {
    let mut state = state(1, 3);
    assert_eq!(state.changed(edited(2, 4)), Next::Nothing);
    assert_eq!(state.messages()[1], edited(2, 4));
    assert_eq!(state.changed(edited(1, 4)), Next::Nothing);
    assert_eq!(state.messages()[0], message(1));
    assert_eq!(state.changed(edited(1, 6)), Next::Resume);
    assert_eq!(state.messages()[0], message(1));
    // Asked once.
    assert_eq!(state.changed(edited(1, 7)), Next::Nothing);
    let all = Missed::Messages(vec![edited(3, 5), edited(1, 7)]);
    assert_eq!(resumed(&mut state, all, 3, 7), Next::Nothing);
    assert_eq!(state.messages()[2], edited(3, 5));
    assert_eq!(state.messages()[0], edited(1, 7));
}

#[test]
fn a_deleted_message_says_so_and_stays_where_it_is() {
    let mut state = state(1, 3);
    state.changed(Message {
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

#[test]
fn an_answer_in_portions_is_shown_as_far_as_it_has_no_gaps() {
    let mut state = state(1, 3);
    let held = state.held();
    // 5 was posted before 4 was edited, so it comes first.
    let portion = |messages, at, more| ResumedRoom {
        room: room(),
        head: seq(5),
        rev: rev(at),
        missed: Missed::Messages(messages),
        more,
    };
    let next = state.missed(held, portion(vec![message(5)], 5, true));
    assert_eq!((next, numbers(&state)), (Next::Resume, vec![1, 2, 3]));
    let held = state.held();
    let next = state.missed(held, portion(vec![edited(4, 6)], 6, false));
    assert_eq!(
        (next, numbers(&state)),
        (Next::Nothing, vec![1, 2, 3, 4, 5])
    );
}

#[test]
fn a_page_that_a_change_has_overtaken_is_brought_up_to_date() {
    let mut state = state(51, 100);
    // It was read before message 20 was edited, and comes after that was told.
    let page = page(1, 50, 100);
    state.changed(edited(20, 101));
    assert_eq!(state.older(page), Next::Resume);
    let answer = Missed::Messages(vec![edited(20, 101)]);
    assert_eq!(resumed(&mut state, answer, 100, 101), Next::Nothing);
    assert_eq!(state.messages()[19], edited(20, 101));
}

#[test]
fn an_answer_about_less_than_is_held_by_now_is_asked_for_again() {
    let mut state = state(51, 100);
    assert_eq!(state.changed(edited(60, 102)), Next::Resume);
    let held = state.held();
    state.older(page(1, 50, 100));
    let answer = ResumedRoom {
        room: room(),
        head: seq(100),
        rev: rev(102),
        missed: Missed::Messages(vec![edited(60, 102)]),
        more: false,
    };
    assert_eq!(state.missed(held, answer), Next::Resume);
    let answer = Missed::Messages(vec![edited(20, 101), edited(60, 102)]);
    assert_eq!(resumed(&mut state, answer, 100, 102), Next::Nothing);
    assert_eq!(state.messages()[19], edited(20, 101));
}

#[test]
fn another_history_is_loaded_anew_and_what_is_unsent_stays() {
    let mut state = state(1, 3);
    state.wrote(pending(9));
    assert_eq!(state.set_timeline(timeline(1)), Next::Nothing);
    assert_eq!(state.set_timeline(timeline(2)), Next::Latest);
    state.latest(page(1, 2, 2));
    assert_eq!(numbers(&state), [1, 2]);
    assert_eq!(state.pending(), [pending(9)]);
}

#[test]
fn a_retry_of_what_was_edited_meanwhile_is_not_shown_as_it_was() {
    let mut state = state(1, 3);
    state.wrote(pending(4));
    let as_it_was = Message {
        rev: rev(5),
        ..message(4)
    };
    assert_eq!(state.sent(as_it_was, true), Next::Resume);
    let answer = Missed::Messages(vec![edited(4, 5)]);
    assert_eq!(resumed(&mut state, answer, 4, 5), Next::Nothing);
    assert_eq!(state.messages()[3], edited(4, 5));
    assert!(state.pending().is_empty());
}

/// What a server holds: its messages as they are now.
#[derive(Clone, Debug, Default)]
struct Server {
    messages: Vec<Message>,
    rev: u64,
    /// Each change, as it was told.
    told: Vec<Message>,
}

impl Server {
    fn with(count: u64) -> Self {
        let mut server = Self::default();
        for _ in 0..count {
            server.post();
        }
        server
    }

    fn post(&mut self) {
        self.rev += 1;
        let new = Message {
            rev: rev(self.rev),
            ..message(self.messages.len() as u64 + 1)
        };
        self.messages.push(new.clone());
        self.told.push(new);
    }

    fn change(&mut self, at: usize) {
        let count = self.messages.len().max(1);
        if let Some(message) = self.messages.get_mut(at % count) {
            self.rev += 1;
            *message = edited(message.seq.get(), self.rev);
            self.told.push(message.clone());
        }
    }

    fn head(&self) -> RoomHead {
        RoomHead {
            room: room(),
            seq: seq(self.messages.len() as u64),
            rev: rev(self.rev),
        }
    }

    fn page(&self, from: usize, to: usize) -> HistoryPage {
        HistoryPage {
            messages: self.messages[from..to].to_vec(),
            has_older: from > 0,
            head: self.head().seq,
            rev: self.head().rev,
        }
    }

    fn latest(&self) -> HistoryPage {
        let count = self.messages.len();
        self.page(count.saturating_sub(50), count)
    }

    /// At most `portion` messages at once, and `Reset` beyond `most`.
    fn resume(&self, held: ResumeRoom, portion: usize, most: usize) -> ResumedRoom {
        let is_missed = |one: &&Message| one.rev > held.rev && one.seq >= held.from;
        let mut missed: Vec<_> = self.messages.iter().filter(is_missed).cloned().collect();
        missed.sort_by_key(|one| one.rev);
        let head = self.head();
        let is_ahead = held.rev > head.rev || held.seq > head.seq;
        let is_reset = is_ahead || missed.len() > most;
        let more = missed.len() > portion && !is_reset;
        missed.truncate(portion);
        ResumedRoom {
            room: room(),
            head: head.seq,
            rev: if more {
                missed[portion - 1].rev
            } else {
                head.rev
            },
            missed: if is_reset {
                Missed::Reset
            } else {
                Missed::Messages(missed)
            },
            more,
        }
    }
}

/// A connection that loses, repeats and delays what it tells.
#[derive(Clone, Debug)]
enum Happens {
    Posted,
    Changed(usize),
    /// The event of a change arrives, at last or again.
    Told(usize),
    /// The last one does.
    ToldLast,
    /// The server tells where the room stands.
    Head,
    /// The reader scrolls up: a page is read, and arrives after so many other things.
    Older(usize),
    Newer,
    /// An answer to what was asked is made, and one that was made before arrives.
    Answered,
    /// What was asked is lost, and with it the answer.
    Lost,
}

fn happenings() -> impl Strategy<Value = Vec<Happens>> {
    let one = prop_oneof![
        3 => Just(Happens::Posted),
        3 => any::<usize>().prop_map(Happens::Changed),
        2 => any::<usize>().prop_map(Happens::Told),
        6 => Just(Happens::ToldLast),
        1 => Just(Happens::Head),
        2 => (0..4_usize).prop_map(Happens::Older),
        1 => Just(Happens::Newer),
        3 => Just(Happens::Answered),
        1 => Just(Happens::Lost),
    ];
    prop::collection::vec(one, 0..160)
}

/// A page on its way, and how many things happen before it arrives.
type OnItsWay = Option<(HistoryPage, usize)>;

struct Trial {
    server: Server,
    state: Timeline,
    asked: Next,
    answer: Option<(ResumeRoom, ResumedRoom)>,
    older: OnItsWay,
    portion: usize,
    most: usize,
}

impl Trial {
    fn happens(&mut self, one: &Happens) {
        let next = match one {
            Happens::Posted => {
                self.server.post();
                Next::Nothing
            }
            Happens::Changed(at) => {
                self.server.change(*at);
                Next::Nothing
            }
            Happens::Told(at) => {
                let at = at % self.server.told.len().max(1);
                let told = self.server.told.get(at).cloned();
                told.map_or(Next::Nothing, |one| self.state.changed(one))
            }
            Happens::ToldLast => {
                let told = self.server.told.last().cloned();
                told.map_or(Next::Nothing, |one| self.state.posted(one))
            }
            Happens::Head => self.state.head(self.server.head()),
            Happens::Older(after) => {
                if let Some(first) = self.state.first() {
                    let to = first.get() as usize - 1;
                    let page = self.server.page(to.saturating_sub(20), to);
                    self.older.get_or_insert((page, *after));
                }
                Next::Nothing
            }
            Happens::Newer => {
                let from = self.state.last().get() as usize;
                let to = (from + 20).min(self.server.messages.len());
                self.state.newer(self.server.page(from, to))
            }
            Happens::Answered => self.answer(),
            Happens::Lost => {
                (self.asked, self.answer) = (Next::Nothing, None);
                Next::Nothing
            }
        };
        self.ask(next);
        self.older = match self.older.take() {
            Some((page, 0)) => {
                let next = self.state.older(page);
                self.ask(next);
                None
            }
            Some((page, after)) => Some((page, after - 1)),
            None => None,
        };
        let shown = numbers(&self.state);
        assert!(
            shown.windows(2).all(|two| two[1] == two[0] + 1),
            "a gap: {shown:?}"
        );
    }

    fn ask(&mut self, next: Next) {
        if next != Next::Nothing {
            self.asked = next;
        }
    }

    /// Takes in the answer that was made, and makes one to what was asked.
    fn answer(&mut self) -> Next {
        let arrived = match self.answer.take() {
            Some((held, resumed)) => self.state.missed(held, resumed),
            None => Next::Nothing,
        };
        match std::mem::replace(&mut self.asked, Next::Nothing) {
            Next::Nothing => {}
            Next::Resume => {
                let held = self.state.held();
                let resumed = self.server.resume(held, self.portion, self.most);
                self.answer = Some((held, resumed));
            }
            Next::Latest => self.state.latest(self.server.latest()),
            Next::Refresh => self.refresh(),
        }
        arrived
    }

    fn refresh(&mut self) {
        let (first, last) = (self.state.first().unwrap_or_default(), self.state.last());
        if first > Seq::ZERO {
            let page = self
                .server
                .page(first.get() as usize - 1, last.get() as usize);
            self.state.refresh(&page);
        }
    }

    /// The connection was lost and is back: the welcome tells the head, and nothing is lost.
    fn settle(&mut self) {
        (self.asked, self.answer, self.older) = (Next::Nothing, None, None);
        let next = self.state.head(self.server.head());
        self.ask(next);
        for _ in 0..500 {
            if self.asked == Next::Nothing && self.answer.is_none() {
                return;
            }
            let next = self.answer();
            self.ask(next);
        }
        panic!("asks without end");
    }
}

proptest! {
    #[test]
    fn whatever_happened_one_head_later_the_page_shows_what_a_new_one_would(
        start in 0..120_u64,
        happens in happenings(),
        portion in 1..30_usize,
        most in 5..60_usize,
    ) {
        let server = Server::with(start);
        let mut state = state(1, 0);
        state.latest(server.latest());
        let mut trial = Trial {
            server,
            state,
            asked: Next::Nothing,
            answer: None,
            older: None,
            portion,
            most,
        };
        for one in &happens {
            trial.happens(one);
        }
        trial.settle();
        let shown: Vec<_> = trial.state.messages().iter().cloned().collect();
        let (first, last) = (trial.state.first().unwrap_or_default(), trial.state.last());
        let from = (first.get() as usize).saturating_sub(1);
        prop_assert_eq!(&shown[..], &trial.server.messages[from..last.get() as usize]);
        prop_assert_eq!(trial.state.room_head(), trial.server.head());
    }

    #[test]
    fn a_server_that_was_set_back_wins(before in 2..60_u64, lost in 1..60_u64) {
        let mut state = state(1, before);
        let server = Server::with(before.saturating_sub(lost));
        prop_assert_eq!(state.head(server.head()), Next::Latest);
        state.latest(server.latest());
        prop_assert_eq!(state.room_head(), server.head());
        prop_assert!(!state.has_newer());
    }
}
