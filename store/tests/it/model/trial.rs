//! A store on real files, its model, and each step done to both.

use super::{expected::*, page::fresh_page, *};
use crate::support as ask;
use app::live::timeline::state::TimelineState;
use protocol::{
    Rev, RoomId, Seq,
    event::{Cursor, HistoryPage, Part, ResumeRoom, ResumedRoom},
    limits::MAX_HISTORY,
};
use std::{collections::HashMap, fs, path::Path};
use store::{Caller, CommittedEvent, NewMessage, Store, TokenHash};
use tempfile::TempDir;
use tokio::{
    runtime::{Builder, Runtime},
    sync::mpsc::Receiver,
};

/// A store on real files, the model, and a page that is told the store's news.
pub(super) struct Trial {
    pub(super) folder: TempDir,
    pub(super) runtime: Runtime,
    pub(super) store: Store,
    pub(super) committed: Receiver<CommittedEvent>,
    pub(super) lobby: RoomId,
    /// Who only reads, and reacts.
    pub(super) reader: Caller,
    pub(super) model: Model,
    pub(super) page: TimelineState,
    pub(super) is_awake: bool,
}

pub(super) fn runtime() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
}

pub(super) fn open(runtime: &Runtime, folder: &Path) -> (Store, Receiver<CommittedEvent>) {
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
    pub(super) fn begin() -> Self {
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
        let reader = ask::create_visitor(&store, name(0), TokenHash([0xff; 32]));
        let reader = runtime.block_on(reader);
        let model = Model {
            authors,
            sessions,
            is_in: [true; AUTHORS],
            messages: Vec::new(),
            reader: reader.member.clone(),
            reacted: Vec::new(),
            voted: Vec::new(),
            first_contents: Vec::new(),
            deleted: HashMap::new(),
            rev: Rev::ZERO,
        };
        let timeline = store.timeline();
        let page = fresh_page(
            &model,
            lobby,
            timeline,
            model.page(Part::Log, Cursor::Latest, 50),
        );
        Self {
            folder,
            runtime,
            store,
            committed,
            lobby,
            reader: ask::caller(&reader),
            model,
            page,
            is_awake: true,
        }
    }

    /// Some are replies, and some are in threads; the id says which.
    pub(super) fn new_message(&self, (author, id, body): (Author, u16, u8)) -> NewMessage {
        let at = usize::from(id) * 7 % self.model.messages.len().max(1);
        let target = self.model.messages.get(at).map(|target| target.id);
        NewMessage {
            reply_to: target.filter(|_| id % 5 == 1),
            thread: target.filter(|_| id % 5 > 2),
            in_room: id % 5 == 4,
            forwards: None,
            room: self.lobby,
            author: self.model.authors[author.0].id,
            session: Some(self.model.sessions[author.0]),
            client_id: client_id(id),
            content: self.model.new_content(id, body),
        }
    }

    pub(super) fn caller(&self, author: Author) -> Caller {
        Caller::Session(
            self.model.authors[author.0].id,
            self.model.sessions[author.0],
        )
    }

    pub(super) fn history(&self, part: Part, at: Cursor, limit: u32) -> HistoryPage {
        let page = ask::history_of(&self.store, self.reader, (self.lobby, part), at, limit);
        self.runtime.block_on(page).expect("reads")
    }

    pub(super) fn missed(&self, held: ResumeRoom) -> ResumedRoom {
        let missed = ask::missed(&self.store, self.reader, held);
        self.runtime.block_on(missed).expect("reads")
    }

    pub(super) fn step(&mut self, step: &Step) {
        match step {
            Step::Send(author, id, text) => self.send_at_once(&[(*author, *id, *text)]),
            Step::SendAtOnce(sends) => self.send_at_once(sends),
            Step::Edit(by, author, id, text) => self.edit(*by, *author, *id, *text),
            Step::Delete(by, author, id) => self.delete(*by, *author, *id),
            Step::Restore(by, author, id) => self.restore(*by, *author, *id),
            Step::React(by, message, kind, on) => self.react(*by, *message, *kind, *on),
            Step::Pin(by, message, on) => self.pin(*by, *message, *on),
            Step::Vote(by, message, bits) => self.vote(*by, *message, *bits),
            Step::ClosePoll(by, author, id) => self.close_poll(*by, *author, *id),
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

    pub(super) fn read_page(&self, at: At, limit: u32) {
        let at = match at {
            At::Latest => Cursor::Latest,
            At::Before(off) => Cursor::Before(self.model.seq_at(off)),
            At::After(off) => Cursor::After(self.model.seq_at(off)),
            At::Around(off) => Cursor::Around(self.model.seq_at(off)),
        };
        let root = self
            .model
            .messages
            .get(usize::try_from(limit).expect("small"));
        let thread = root.map(|root| Part::Thread(root.id));
        for part in [Part::All, Part::Log].into_iter().chain(thread) {
            let page = self.history(part, at, limit);
            assert_eq!(page, self.model.page(part, at, limit), "{part:?}");
        }
    }

    /// Goes on with a copy of the files as they are: nothing is closed, nothing tidied up.
    pub(super) fn power_cut(&mut self) {
        let copy = tempfile::tempdir().expect("a folder");
        for file in ["natter.db", "natter.db-wal", "natter.timeline"] {
            fs::copy(self.folder.path().join(file), copy.path().join(file)).expect("copies");
        }
        self.folder = copy;
        self.open_again();
        self.expect_model();
    }

    /// Drops everything while messages are being stored. Each of them is there or not.
    pub(super) fn crash(&mut self, sends: &[(Author, u16, u8)], turns: u8) {
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
            let page = self.history(Part::All, after, MAX_HISTORY);
            for found in page.messages {
                assert_eq!(found.seq, self.model.head().next());
                let sent = sends.iter().any(|(author, id, body)| {
                    self.model.find(*author, *id).is_none()
                        && self.model.is_in[author.0]
                        && self.model.authors[author.0] == found.author
                        && client_id(*id) == found.client_id
                        && found.content == content(*id, *body)
                });
                assert!(sent, "nobody sent {found:?}");
                assert_eq!(found.rev, self.model.next_rev());
                self.model.first_contents.push(Some(found.content.clone()));
                self.model.posted(found);
            }
            if self.model.head() == page.head {
                break;
            }
        }
        self.expect_model();
    }

    pub(super) fn open_again(&mut self) {
        let old = std::mem::replace(&mut self.runtime, runtime());
        old.shutdown_background();
        let (store, committed) = open(&self.runtime, self.folder.path());
        (self.store, self.committed) = (store, committed);
        // Its connection was lost, so it was not told of the last messages.
        self.is_awake = false;
    }

    /// The whole room, as the model has it.
    pub(super) fn expect_model(&self) {
        let mut found = Vec::new();
        while (found.len() as u64) < self.model.head().get() {
            let after = Cursor::After(Seq::new(found.len() as u64).expect("small"));
            let page = self.history(Part::All, after, MAX_HISTORY);
            assert!(
                !page.messages.is_empty(),
                "the room ends at {}",
                found.len()
            );
            found.extend(page.messages);
        }
        assert_eq!(found, self.model.part(Part::All));
        for (n, author) in self.model.authors.iter().enumerate() {
            let account = ask::session(&self.store, token(Author(n)));
            let member = self.runtime.block_on(account).map(|one| one.member);
            let expected = self.model.is_in[n].then_some(author);
            assert_eq!(member.as_ref(), expected);
        }
    }
}
