//! Random sequences of events over a connection that loses, repeats and delays: in the end the page shows
//! what a fresh one would.

use app::live::timeline::state::{Next, TimelineState};
use proptest::prelude::*;
use protocol::{
    Message, RoomHead, Seq,
    event::{HistoryPage, Missed, ResumeRoom, ResumedRoom},
};

use super::*;

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
    state: TimelineState,
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
                told.map_or(Next::Nothing, |one| self.state.message_changed(one))
            }
            Happens::ToldLast => {
                let told = self.server.told.last().cloned();
                told.map_or(Next::Nothing, |one| self.state.message_received(one))
            }
            Happens::Head => self.state.head_received(self.server.head()),
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
                self.state.append(self.server.page(from, to))
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
                let next = self.state.prepend(page);
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
            Some((held, resumed)) => self.state.resumed(held, resumed),
            None => Next::Nothing,
        };
        match std::mem::replace(&mut self.asked, Next::Nothing) {
            Next::Nothing => {}
            Next::Resume => {
                let held = self.state.held();
                let resumed = self.server.resume(held, self.portion, self.most);
                self.answer = Some((held, resumed));
            }
            Next::Latest => self.state.show_latest(self.server.latest()),
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
        let next = self.state.head_received(self.server.head());
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
        state.show_latest(server.latest());
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
        prop_assert_eq!(state.head_received(server.head()), Next::Latest);
        state.show_latest(server.latest());
        prop_assert_eq!(state.room_head(), server.head());
        prop_assert!(!state.has_newer());
    }
}
