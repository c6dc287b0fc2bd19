//! The store against a model that fits in memory: whatever is sent, repeated, renamed, read and
//! cut off in whatever order, the store answers as the model does; and a page that applies what it
//! is told shows what a fresh page would.
//!
//! The cases come from a fixed seed. `PROPTEST_CASES=1000` tries more of them.

use std::{fs, path::Path};

use app::{
    live::timeline::state::{Next, TimelineState},
    page_data::{ComposerForm, MayPost, RoomPageData},
};
use domain::authorise::Denied;
use proptest::{
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use protocol::{
    ClientMessageId, DisplayName, Member, Message, MessageBody, MessageContent, Posting, Rev, Role,
    Room, RoomId, RoomKind, RoomName, RoomState, Seq, Slug, TimelineId,
    event::{Cursor, HistoryPage, Missed, ResumeRoom, ResumedRoom},
    limits::{MAX_HISTORY, MAX_RESUME},
};
use store::{
    AppendOutcome, Caller, CommittedEvent, NewMessage, SessionId, Store, StoreError, StoreEvent,
    TokenHash,
};
use tempfile::TempDir;
use tokio::{
    runtime::{Builder, Runtime},
    sync::mpsc::Receiver,
};

use crate::support::store as ask;

/// One thing that happens.
#[derive(Clone, Debug)]
enum Step {
    /// A member sends. A client id that was used is a retry if the text is the one of that time; else
    /// it is refused.
    Send(Author, u16, u8),
    /// Several at once, on a connection each.
    SendAtOnce(Vec<(Author, u16, u8)>),
    /// Somebody gives a message another text: its author may, the others may not.
    Edit(Author, Author, u16, u8),
    /// The same, and it is deleted.
    Delete(Author, Author, u16),
    Rename(Author, u8),
    /// A member's session ends, if it has not: what they do from then on is refused.
    SignOut(Author),
    /// They come back, in another session.
    SignIn(Author),
    Page(At, u32),
    /// What was missed since a revision and a `seq`, counted from where the room stands, by
    /// somebody who holds the messages from that one on.
    Missed(u8, i8, u8),
    /// Power goes while nothing is being written: what is on disk is what there is.
    PowerCut,
    /// The process goes in the midst of sends, after it was given so many turns.
    Crash(Vec<(Author, u16, u8)>, u8),
    /// It stops in good order.
    Restart,
    /// The page looks away, and learns afterwards what it missed.
    Sleep,
    /// The page is told what happened.
    Wake,
}

#[derive(Clone, Copy, Debug)]
struct Author(usize);

/// A cursor; they are counted from the head, some beyond it.
#[derive(Clone, Copy, Debug)]
enum At {
    Latest,
    Before(i8),
    After(i8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let author = || (0..AUTHORS).prop_map(Author);
    // Each id has a text that it is sent with again and again, and now and then another.
    let send = move || {
        (author(), 0..400_u16, any::<Option<u8>>())
            .prop_map(|(author, id, other)| (author, id, other.unwrap_or(id.to_le_bytes()[0])))
    };
    let at = prop_oneof![
        Just(At::Latest),
        any::<i8>().prop_map(At::Before),
        any::<i8>().prop_map(At::After),
    ];
    let step = prop_oneof![
        8 => send().prop_map(|(author, id, text)| Step::Send(author, id, text)),
        4 => prop::collection::vec(send(), 1..40).prop_map(Step::SendAtOnce),
        4 => (author(), author(), 0..400_u16, any::<u8>())
            .prop_map(|(by, author, id, text)| Step::Edit(by, author, id, text)),
        6 => (author(), 0..400_u16, any::<u8>())
            .prop_map(|(author, id, text)| Step::Edit(author, author, id, text)),
        2 => (author(), author(), 0..400_u16)
            .prop_map(|(by, author, id)| Step::Delete(by, author, id)),
        2 => (author(), 0..400_u16).prop_map(|(author, id)| Step::Delete(author, author, id)),
        2 => (author(), any::<u8>()).prop_map(|(author, name)| Step::Rename(author, name)),
        1 => author().prop_map(Step::SignOut),
        2 => author().prop_map(Step::SignIn),
        4 => (at, 0..=MAX_HISTORY + 20).prop_map(|(at, limit)| Step::Page(at, limit)),
        3 => (any::<u8>(), any::<i8>(), any::<u8>())
            .prop_map(|(rev, seq, from)| Step::Missed(rev, seq, from)),
        1 => Just(Step::PowerCut),
        1 => (prop::collection::vec(send(), 1..40), any::<u8>())
            .prop_map(|(sends, turns)| Step::Crash(sends, turns)),
        1 => Just(Step::Restart),
        2 => Just(Step::Sleep),
        3 => Just(Step::Wake),
    ];
    prop::collection::vec(step, 1..40)
}

const AUTHORS: usize = 3;

/// What a store is, without a database.
struct Model {
    authors: Vec<Member>,
    /// Their sessions, of now or the last one.
    sessions: Vec<SessionId>,
    /// Whether that session lives.
    is_in: [bool; AUTHORS],
    messages: Vec<Message>,
    /// What each of them said at first; nothing if it was deleted.
    first_texts: Vec<Option<MessageBody>>,
    rev: Rev,
}

impl Model {
    fn head(&self) -> Seq {
        Seq::new(self.messages.len() as u64).expect("small")
    }

    /// A `seq` counted from the head; never below 0.
    fn seq_at(&self, off: i8) -> Seq {
        Seq::new(self.head().get().saturating_add_signed(off.into())).expect("small")
    }

    fn find(&self, author: Author, id: u16) -> Option<&Message> {
        let (author, id) = (self.authors[author.0].id, client_id(id));
        self.messages
            .iter()
            .find(|message| message.author.id == author && message.client_id == id)
    }

    fn is_reused(&self, author: Author, id: u16, body: u8) -> bool {
        self.find(author, id).is_some_and(|found| {
            let at = found.seq.get() as usize - 1;
            self.first_texts[at] != Some(text(body))
        })
    }

    fn next_rev(&mut self) -> Rev {
        self.rev = self.rev.next();
        self.rev
    }

    fn with_author_of_now(&self, message: &Message) -> Message {
        let mut authors = self.authors.iter();
        let author = authors.find(|one| one.id == message.author.id);
        Message {
            author: author.expect("known").clone(),
            ..message.clone()
        }
    }

    /// The messages after `after` up to `last`, by the names of now.
    fn between(&self, after: u64, last: u64) -> Vec<Message> {
        let range = after as usize..(last.max(after) as usize);
        let range = self.messages[range].iter();
        range.map(|one| self.with_author_of_now(one)).collect()
    }

    fn page(&self, at: Cursor, limit: u32) -> HistoryPage {
        let (head, limit) = (self.head().get(), u64::from(limit.clamp(1, MAX_HISTORY)));
        let (after, last) = match at {
            Cursor::Latest => (head.saturating_sub(limit), head),
            Cursor::Before(seq) => {
                let last = seq.get().saturating_sub(1).min(head);
                (last.saturating_sub(limit), last)
            }
            Cursor::After(seq) => {
                let after = seq.get().min(head);
                (after, (after + limit).min(head))
            }
        };
        HistoryPage {
            messages: self.between(after, last),
            has_older: after > 0,
            head: self.head(),
            rev: self.rev,
        }
    }

    fn missed(&self, held: ResumeRoom) -> ResumedRoom {
        let is_missed = |one: &&Message| one.rev > held.rev && one.seq >= held.from;
        let changed = self.messages.iter().filter(is_missed);
        let mut changed: Vec<_> = changed.map(|one| self.with_author_of_now(one)).collect();
        changed.sort_by_key(|one| one.rev);
        let is_ahead = held.rev > self.rev || held.seq > self.head();
        ResumedRoom {
            room: held.room,
            head: self.head(),
            rev: self.rev,
            missed: if is_ahead || changed.len() > MAX_RESUME as usize {
                Missed::Reset
            } else {
                Missed::Messages(changed)
            },
            more: false,
        }
    }
}

fn client_id(number: u16) -> ClientMessageId {
    ClientMessageId::parse(&format!("client-{number:05}")).expect("valid")
}

fn token(author: Author) -> TokenHash {
    TokenHash([u8::try_from(author.0).expect("few"); 32])
}

fn text(number: u8) -> MessageBody {
    MessageBody::parse(&format!("text {number}")).expect("valid")
}

fn name(number: u8) -> DisplayName {
    DisplayName::parse(&format!("Name {number}")).expect("valid")
}

/// A store on real files, the model, and a page that is told the store's news.
struct Trial {
    folder: TempDir,
    runtime: Runtime,
    store: Store,
    committed: Receiver<CommittedEvent>,
    lobby: RoomId,
    /// Who only reads.
    reader: Caller,
    model: Model,
    page: TimelineState,
    is_awake: bool,
}

fn runtime() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
}

fn open(runtime: &Runtime, folder: &Path) -> (Store, Receiver<CommittedEvent>) {
    // After a crash the old one lets go of the folder when its last task is gone.
    loop {
        match runtime.block_on(Store::open(folder)) {
            Ok(opened) => return opened,
            Err(store::OpenError::InUse { .. }) => std::thread::yield_now(),
            Err(error) => panic!("{error}"),
        }
    }
}

impl Trial {
    fn begin() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let runtime = runtime();
        let (store, committed) = open(&runtime, folder.path());
        let lobby = runtime.block_on(ask::open_lobby(&store));
        let authors = (0..AUTHORS).map(|n| {
            let number = u8::try_from(n).expect("few");
            let visitor = ask::create_visitor(&store, name(number), token(Author(n)));
            let account = runtime.block_on(visitor);
            (account.member, account.session)
        });
        let (authors, sessions) = authors.unzip();
        let model = Model {
            authors,
            sessions,
            is_in: [true; AUTHORS],
            messages: Vec::new(),
            first_texts: Vec::new(),
            rev: Rev::ZERO,
        };
        let reader = ask::create_visitor(&store, name(0), TokenHash([0xff; 32]));
        let reader = ask::caller(&runtime.block_on(reader));
        let timeline = store.timeline();
        let page = fresh_page(&model, lobby, timeline, model.page(Cursor::Latest, 50));
        Self {
            folder,
            runtime,
            store,
            committed,
            lobby,
            reader,
            model,
            page,
            is_awake: true,
        }
    }

    fn new_message(&self, (author, id, body): (Author, u16, u8)) -> NewMessage {
        NewMessage {
            room: self.lobby,
            author: self.model.authors[author.0].id,
            session: self.model.sessions[author.0],
            client_id: client_id(id),
            body: text(body),
        }
    }

    fn caller(&self, author: Author) -> Caller {
        Caller::Session(
            self.model.authors[author.0].id,
            self.model.sessions[author.0],
        )
    }

    fn history(&self, at: Cursor, limit: u32) -> HistoryPage {
        let page = ask::history(&self.store, self.reader, self.lobby, at, limit);
        self.runtime.block_on(page).expect("reads")
    }

    fn missed(&self, held: ResumeRoom) -> ResumedRoom {
        let missed = ask::missed(&self.store, self.reader, held);
        self.runtime.block_on(missed).expect("reads")
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Send(author, id, text) => self.send_at_once(&[(*author, *id, *text)]),
            Step::SendAtOnce(sends) => self.send_at_once(sends),
            Step::Edit(by, author, id, text) => self.edit(*by, *author, *id, *text),
            Step::Delete(by, author, id) => self.delete(*by, *author, *id),
            Step::Rename(author, number) => self.rename(*author, *number),
            Step::SignOut(author) => {
                let gone = ask::sign_out(&self.store, token(*author));
                self.runtime.block_on(gone);
                self.model.is_in[author.0] = false;
            }
            Step::SignIn(author) => self.sign_in(*author),
            Step::Page(at, limit) => self.read_page(*at, *limit),
            Step::Missed(rev, off, from) => {
                let seq = self.model.seq_at(*off);
                let held = ResumeRoom {
                    room: self.lobby,
                    from: Seq::new(seq.get().saturating_sub((*from).into())).expect("small"),
                    seq,
                    rev: Rev::new(self.model.rev.get().saturating_sub((*rev).into()))
                        .expect("small"),
                };
                assert_eq!(self.missed(held), self.model.missed(held));
            }
            Step::PowerCut => self.power_cut(),
            Step::Crash(sends, turns) => self.crash(sends, *turns),
            Step::Restart => {
                self.runtime.block_on(self.store.close());
                self.open_again();
            }
            Step::Sleep => self.is_awake = false,
            Step::Wake => self.wake(),
        }
        self.tell_page();
    }

    fn send_at_once(&mut self, sends: &[(Author, u16, u8)]) {
        let tries: Vec<_> = sends.iter().map(|send| self.new_message(*send)).collect();
        let store = &self.store;
        let answers = self.runtime.block_on(async {
            let tries = tries.into_iter().map(|one| store.append(one));
            futures_util::future::join_all(tries).await
        });
        for (send, answer) in sends.iter().zip(answers) {
            let (author, id, body) = *send;
            if self.model.find(author, id).is_none() && !self.model.is_in[author.0] {
                let refused = answer.map(|appended| appended.outcome);
                assert_eq!(refused, Err(StoreError::Denied(Denied::Ended)));
                continue;
            }
            if self.model.is_reused(author, id, body) {
                let refused = answer.map(|appended| appended.outcome);
                assert_eq!(refused, Err(StoreError::ClientIdReused));
                continue;
            }
            let appended = answer.expect("stores");
            let expected = match self.model.find(author, id) {
                Some(known) => {
                    assert_eq!(appended.outcome, AppendOutcome::Repeated);
                    Message {
                        author: self.model.authors[author.0].clone(),
                        ..known.clone()
                    }
                }
                None => {
                    assert_eq!(appended.outcome, AppendOutcome::Stored);
                    // Its id and time are the store's to give.
                    let stored = Message {
                        id: appended.message.id,
                        room: self.lobby,
                        seq: self.model.head().next(),
                        rev: self.model.next_rev(),
                        author: self.model.authors[author.0].clone(),
                        client_id: client_id(id),
                        content: MessageContent::Text(text(body)),
                        sent_at: appended.message.sent_at,
                        edited_at: None,
                    };
                    self.model.messages.push(stored.clone());
                    self.model.first_texts.push(Some(text(body)));
                    stored
                }
            };
            assert_eq!(appended.message, expected);
        }
    }

    /// What the table says of the author's own message, and of another's.
    fn is_refused(&self, by: Author, author: Author) -> Option<Denied> {
        if !self.model.is_in[by.0] {
            Some(Denied::Ended)
        } else if by.0 != author.0 {
            Some(Denied::Forbidden)
        } else {
            None
        }
    }

    fn edit(&mut self, by: Author, author: Author, id: u16, body: u8) {
        let Some(known) = self.model.find(author, id).cloned() else {
            return;
        };
        let edited = ask::edit(&self.store, self.caller(by), known.id, text(body));
        let edited = self.runtime.block_on(edited);
        if let Some(denied) = self.is_refused(by, author) {
            assert_eq!(edited, Err(StoreError::Denied(denied)));
            return;
        }
        let content = MessageContent::Text(text(body));
        match &known.content {
            MessageContent::Deleted => assert_eq!(edited, Err(StoreError::NoSuchMessage)),
            same if *same == content => self.expect_changed(edited, known),
            MessageContent::Text(_) => {
                let edited_at = edited.as_ref().ok().and_then(|one| one.edited_at);
                assert!(edited_at.is_some());
                let rev = self.model.next_rev();
                let now = Message {
                    rev,
                    content,
                    edited_at,
                    ..known
                };
                self.expect_changed(edited, now);
            }
        }
    }

    fn delete(&mut self, by: Author, author: Author, id: u16) {
        let Some(known) = self.model.find(author, id).cloned() else {
            return;
        };
        let deleted = ask::delete(&self.store, self.caller(by), known.id);
        let deleted = self.runtime.block_on(deleted);
        if let Some(denied) = self.is_refused(by, author) {
            assert_eq!(deleted, Err(StoreError::Denied(denied)));
            return;
        }
        let now = match known.content {
            MessageContent::Deleted => known,
            MessageContent::Text(_) => Message {
                rev: self.model.next_rev(),
                content: MessageContent::Deleted,
                edited_at: None,
                ..known
            },
        };
        self.model.first_texts[now.seq.get() as usize - 1] = None;
        self.expect_changed(deleted, now);
    }

    /// The store says so, and the model has it from now on.
    fn expect_changed(&mut self, answer: Result<Message, StoreError>, now: Message) {
        let now = self.model.with_author_of_now(&now);
        assert_eq!(answer.as_ref(), Ok(&now));
        let index = now.seq.get() as usize - 1;
        self.model.messages[index] = now;
    }

    fn sign_in(&mut self, author: Author) {
        if !self.model.is_in[author.0] {
            let member = self.model.authors[author.0].id;
            let signed = ask::sign_in(&self.store, member, token(author));
            let session = self.runtime.block_on(signed);
            assert_ne!(session, self.model.sessions[author.0]);
            self.model.sessions[author.0] = session;
            self.model.is_in[author.0] = true;
        }
    }

    fn rename(&mut self, author: Author, number: u8) {
        let renamed = ask::rename(&self.store, self.caller(author), name(number));
        let renamed = self.runtime.block_on(renamed);
        if !self.model.is_in[author.0] {
            assert_eq!(renamed, Err(StoreError::Denied(Denied::Ended)));
            return;
        }
        self.model.authors[author.0].name = name(number);
        assert_eq!(renamed.expect("stores"), self.model.authors[author.0]);
    }

    fn read_page(&self, at: At, limit: u32) {
        let at = match at {
            At::Latest => Cursor::Latest,
            At::Before(off) => Cursor::Before(self.model.seq_at(off)),
            At::After(off) => Cursor::After(self.model.seq_at(off)),
        };
        assert_eq!(self.history(at, limit), self.model.page(at, limit));
    }

    /// Goes on with a copy of the files as they are: nothing is closed, nothing tidied up.
    fn power_cut(&mut self) {
        let copy = tempfile::tempdir().expect("a folder");
        for file in ["natter.db", "natter.db-wal", "natter.timeline"] {
            fs::copy(self.folder.path().join(file), copy.path().join(file)).expect("copies");
        }
        self.folder = copy;
        self.open_again();
        self.expect_model();
    }

    /// Drops everything while messages are being stored. Each of them is there or not.
    fn crash(&mut self, sends: &[(Author, u16, u8)], turns: u8) {
        for send in sends {
            let (store, message) = (self.store.clone(), self.new_message(*send));
            self.runtime
                .spawn(async move { store.append(message).await });
        }
        self.runtime.block_on(async {
            for _ in 0..turns {
                tokio::task::yield_now().await;
            }
        });
        self.open_again();
        let after = Cursor::After(self.model.head());
        loop {
            let page = self.history(after, MAX_HISTORY);
            for found in page.messages {
                assert_eq!(found.seq, self.model.head().next());
                let sent = sends.iter().any(|(author, id, body)| {
                    self.model.find(*author, *id).is_none()
                        && self.model.is_in[author.0]
                        && self.model.authors[author.0] == found.author
                        && client_id(*id) == found.client_id
                        && found.content == MessageContent::Text(text(*body))
                });
                assert!(sent, "nobody sent {found:?}");
                assert_eq!(found.rev, self.model.next_rev());
                let text = found.content.text().map(MessageBody::parse);
                let text = text.expect("a text").expect("valid");
                self.model.first_texts.push(Some(text));
                self.model.messages.push(found);
            }
            if self.model.head() == page.head {
                break;
            }
        }
        self.expect_model();
    }

    fn open_again(&mut self) {
        let old = std::mem::replace(&mut self.runtime, runtime());
        old.shutdown_background();
        let (store, committed) = open(&self.runtime, self.folder.path());
        (self.store, self.committed) = (store, committed);
        // Its connection was lost, so it was not told of the last messages.
        self.is_awake = false;
    }

    /// The whole room, as the model has it.
    fn expect_model(&self) {
        let mut found = Vec::new();
        while (found.len() as u64) < self.model.head().get() {
            let after = Cursor::After(Seq::new(found.len() as u64).expect("small"));
            let page = self.history(after, MAX_HISTORY);
            assert!(
                !page.messages.is_empty(),
                "the room ends at {}",
                found.len()
            );
            found.extend(page.messages);
        }
        assert_eq!(found, self.model.between(0, self.model.head().get()));
        for (n, author) in self.model.authors.iter().enumerate() {
            let account = ask::session(&self.store, token(Author(n)));
            let member = self.runtime.block_on(account).map(|one| one.member);
            let expected = self.model.is_in[n].then_some(author);
            assert_eq!(member.as_ref(), expected);
        }
    }

    /// Hands the news on, if the page listens; then it has to look like a fresh one.
    fn tell_page(&mut self) {
        while let Ok(news) = self.committed.try_recv() {
            if !self.is_awake {
                continue;
            }
            match news.event {
                StoreEvent::Message(message) => {
                    let next = self.page.message_received(message);
                    assert_eq!(next, Next::Nothing, "the news have no gaps");
                }
                StoreEvent::MessageChanged(message) => {
                    let next = self.page.message_changed(message);
                    assert_eq!(next, Next::Nothing, "the news have no gaps");
                }
                StoreEvent::MemberChanged { member, .. } => self.page.member_changed(&member),
                StoreEvent::LobbyChanged(_) | StoreEvent::SessionsEnded { .. } => {}
                other => panic!("nobody did anything like {other:?}"),
            }
        }
        if self.is_awake {
            self.expect_page_is_fresh();
        }
    }

    /// A new welcome: heads are compared, and what was missed is asked for.
    fn wake(&mut self) {
        // What was said before the welcome is heard by nobody.
        while self.committed.try_recv().is_ok() {}
        self.is_awake = true;
        let heads = ask::heads(&self.store, self.reader);
        let heads = self.runtime.block_on(heads);
        let mut next = self.page.head_received(heads[0]);
        while next != Next::Nothing {
            next = match next {
                Next::Resume => {
                    let held = self.page.held();
                    self.page.resumed(held, self.missed(held))
                }
                Next::Refresh => panic!("the page shows the end of the room"),
                Next::Latest => {
                    self.page.show_latest(self.history(Cursor::Latest, 50));
                    Next::Nothing
                }
                Next::Nothing => Next::Nothing,
            };
        }
        // Names that changed meanwhile are not part of resume: the page has those of its messages.
        for author in &self.model.authors {
            self.page.member_changed(author);
        }
    }

    fn expect_page_is_fresh(&self) {
        let shown: Vec<Message> = self.page.messages().iter().cloned().collect();
        let first = shown.first().map_or(0, |message| message.seq.get() - 1);
        let stored = self.model.between(first, self.model.head().get());
        assert_eq!(shown, stored, "the page shows the end of the room");
        let fresh = self.model.page(Cursor::Latest, 50).messages;
        assert!(shown.ends_with(&fresh) || fresh.ends_with(&shown));
    }
}

fn fresh_page(
    model: &Model,
    lobby: RoomId,
    timeline: TimelineId,
    page: HistoryPage,
) -> TimelineState {
    let lobby = Room {
        id: lobby,
        slug: Slug::lobby(),
        name: RoomName::parse("lobby").expect("valid"),
        topic: String::new(),
        kind: RoomKind::Open,
        posting: Posting::All,
        state: RoomState::Active,
        people: Vec::new(),
    };
    TimelineState::new(&RoomPageData {
        workspace: "Natter".into(),
        me: model.authors[0].clone(),
        role: Role::Visitor,
        rooms: vec![lobby.clone()],
        preferences: Vec::new(),
        ignored: Vec::new(),
        room: lobby,
        may_post: MayPost::Yes,
        timeline,
        page,
        is_older_page: false,
        composer: ComposerForm {
            client_id: client_id(0),
            text: String::new(),
            error: None,
        },
    })
}

#[test]
fn whatever_happens_the_store_is_what_its_model_is() {
    let config = Config {
        failure_persistence: None,
        ..Config::with_cases(proptest_cases())
    };
    let seed = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    println!("the generator's fixed seed, {} cases", config.cases);
    let mut runner = TestRunner::new_with_rng(config, seed);
    let tried = runner.run(&steps(), |steps| {
        let mut trial = Trial::begin();
        for step in &steps {
            trial.step(step);
        }
        trial.expect_model();
        trial.step(&Step::Wake);
        Ok(())
    });
    tried.unwrap_or_else(|failed| panic!("{failed}"));
}

fn proptest_cases() -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok();
    asked.and_then(|cases| cases.parse().ok()).unwrap_or(40)
}
