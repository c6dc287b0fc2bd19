//! Random sequences of events over a connection that loses, repeats and delays: in the end the page shows
//! what a fresh one would.

mod server;

use app::live::timeline::state::{Next, TimelineState};
use proptest::prelude::*;
use protocol::{
    Message, Seq,
    event::{HistoryPage, Part, ResumeRoom, ResumedRoom},
};
use server::{Server, Told};

use super::*;

/// A connection that loses, repeats and delays what it tells.
#[derive(Clone, Debug)]
enum Happens {
    Posted,
    Replied(usize),
    /// In a thread, and in the room too or not.
    Answered(usize, bool),
    Changed(usize),
    Deleted(usize),
    Restored(usize),
    Reacted(usize, bool, usize),
    Pinned(usize),
    /// A poll is posted.
    Asked(bool),
    Voted(usize, bool, u8),
    /// The event of a change arrives, at last or again.
    Heard(usize),
    /// The last one does.
    HeardLast,
    /// The server tells where the room stands.
    Head,
    /// The reader scrolls up: a page is read, and arrives after so many other things.
    Older(usize),
    Newer,
    /// An answer to what was asked is made, and one that was made before arrives.
    Resumed,
    /// What was asked is lost, and with it the answer.
    Lost,
}

fn happenings() -> impl Strategy<Value = Vec<Happens>> {
    let one = prop_oneof![
        3 => Just(Happens::Posted),
        2 => any::<usize>().prop_map(Happens::Replied),
        3 => (any::<usize>(), any::<bool>()).prop_map(|(at, in_room)| Happens::Answered(at, in_room)),
        3 => any::<usize>().prop_map(Happens::Changed),
        2 => any::<usize>().prop_map(Happens::Deleted),
        2 => any::<usize>().prop_map(Happens::Restored),
        4 => (any::<usize>(), any::<bool>(), any::<usize>())
            .prop_map(|(at, by, kind)| Happens::Reacted(at, by, kind)),
        2 => any::<usize>().prop_map(Happens::Pinned),
        2 => any::<bool>().prop_map(Happens::Asked),
        4 => (any::<usize>(), any::<bool>(), any::<u8>())
            .prop_map(|(at, by, bits)| Happens::Voted(at, by, bits)),
        2 => any::<usize>().prop_map(Happens::Heard),
        6 => Just(Happens::HeardLast),
        1 => Just(Happens::Head),
        2 => (0..4_usize).prop_map(Happens::Older),
        1 => Just(Happens::Newer),
        3 => Just(Happens::Resumed),
        1 => Just(Happens::Lost),
    ];
    prop::collection::vec(one, 0..160)
}

/// A page on its way, and how many things happen before it arrives.
type OnItsWay = Option<(Seq, HistoryPage, usize)>;

struct Trial {
    part: Part,
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
            Happens::Posted => self.done(|server| server.post(None)),
            Happens::Replied(to) => self.done(|server| server.post(Some(*to))),
            Happens::Answered(to, in_room) => self.done(|server| server.answer(*to, *in_room)),
            Happens::Changed(at) => self.done(|server| server.change(*at, false)),
            Happens::Deleted(at) => self.done(|server| server.change(*at, true)),
            Happens::Restored(at) => self.done(|server| server.restore(*at)),
            Happens::Reacted(at, by, kind) => self.done(|server| server.react(*at, *by, *kind)),
            Happens::Pinned(at) => self.done(|server| server.pin(*at)),
            Happens::Asked(multiple) => self.done(|server| server.poll(*multiple)),
            Happens::Voted(at, by, bits) => self.done(|server| server.vote(*at, *by, *bits)),
            Happens::Heard(at) => {
                let at = at % self.server.told.len().max(1);
                let told = self.server.told.get(at).cloned();
                told.map_or(Next::Nothing, |one| self.hears(one))
            }
            Happens::HeardLast => {
                let told = self.server.told.last().cloned();
                told.map_or(Next::Nothing, |one| self.hears(one))
            }
            Happens::Head => self.state.head_received(self.server.head()),
            Happens::Older(after) => {
                if let Some(first) = self.state.first() {
                    let page = self.server.before(self.part, first, 20);
                    self.older.get_or_insert((first, page, *after));
                }
                Next::Nothing
            }
            Happens::Newer => {
                let last = self.state.last();
                let page = self.server.after(self.part, last, 20);
                self.state.append(last, page)
            }
            Happens::Resumed => self.answer(),
            Happens::Lost => {
                (self.asked, self.answer) = (Next::Nothing, None);
                Next::Nothing
            }
        };
        self.ask(next);
        self.older = match self.older.take() {
            Some((first, page, 0)) => {
                let next = self.state.prepend(first, page);
                self.ask(next);
                None
            }
            Some((first, page, after)) => Some((first, page, after - 1)),
            None => None,
        };
        assert_eq!(numbers(&self.state), self.numbers(), "something is missing");
    }

    fn hears(&mut self, told: Told) -> Next {
        match told {
            Told::Posted(message) => self.state.message_received(message),
            Told::Changed(message) => self.state.message_changed(message),
            Told::Reacted(reacted) => self.state.reacted(reacted),
            Told::Voted(voted) => self.state.voted(voted),
        }
    }

    fn done(&mut self, deed: impl FnOnce(&mut Server)) -> Next {
        deed(&mut self.server);
        Next::Nothing
    }

    /// What the server has between the first and the last message that is shown.
    fn stretch(&self) -> Vec<Message> {
        let Some(first) = self.state.first() else {
            return Vec::new();
        };
        let mut all = self.server.part(self.part);
        all.retain(|one| (first..=self.state.last()).contains(&one.seq));
        all
    }

    fn numbers(&self) -> Vec<u64> {
        self.stretch().iter().map(|one| one.seq.get()).collect()
    }

    fn ask(&mut self, next: Next) {
        match next {
            Next::Nothing => {}
            Next::Look(seq) => {
                let page = self.server.page(self.part, |one| one.seq == seq);
                self.state.refresh(&page);
                self.state.looked(seq);
            }
            asked => self.asked = asked,
        }
    }

    /// Takes in the answer that was made, and makes one to what was asked.
    fn answer(&mut self) -> Next {
        let arrived = match self.answer.take() {
            Some((held, resumed)) => self.state.resumed(held, resumed),
            None => Next::Nothing,
        };
        match std::mem::replace(&mut self.asked, Next::Nothing) {
            Next::Nothing | Next::Look(_) => {}
            Next::Resume => {
                let held = self.state.held();
                let resumed = self.server.resume(held, self.portion, self.most);
                self.answer = Some((held, resumed));
            }
            Next::Latest => self.state.show_latest(self.server.latest(self.part)),
            Next::Refresh => self.refresh(),
        }
        arrived
    }

    fn refresh(&mut self) {
        let (first, last) = (self.state.first().unwrap_or_default(), self.state.last());
        let page = self
            .server
            .page(self.part, |one| (first..=last).contains(&one.seq));
        self.state.refresh(&page);
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
        part in 0..3_usize,
    ) {
        let server = Server::with(start);
        let part = [Part::All, Part::Log, Part::Thread(message(2).id)][part];
        let state = TimelineState::of(part, &page_data(1, 0), &server.latest(part));
        let mut trial = Trial {
            part,
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
        prop_assert_eq!(shown, trial.stretch());
        let all = trial.server.part(part);
        let ends = |messages: &[Message]| messages.last().map(|last| last.seq);
        prop_assert_eq!(
            trial.state.has_newer(),
            ends(&all) != ends(&trial.stretch()),
        );
        prop_assert_eq!(
            trial.state.has_older(),
            all.first().map(|first| first.seq) != trial.state.first(),
        );
        prop_assert_eq!(trial.state.room_head(), trial.server.head());
    }

    #[test]
    fn a_server_that_was_set_back_wins(before in 2..60_u64, lost in 1..60_u64) {
        let mut state = state(1, before);
        let server = Server::with(before.saturating_sub(lost));
        prop_assert_eq!(state.head_received(server.head()), Next::Latest);
        state.show_latest(server.latest(Part::Log));
        prop_assert_eq!(state.room_head(), server.head());
        prop_assert!(!state.has_newer());
    }
}
