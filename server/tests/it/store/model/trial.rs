//! A store on real files, its model, and each step done to both.

use super::{expected::*, page::fresh_page, *};
use crate::support::store as ask;
use app::live::timeline::state::TimelineState;
use domain::authorise::Denied;
use domain::markup::{self, RenderedBody};
use protocol::{
    Message, MessageBody, MessageContent, Rev, RoomId, Seq,
    event::{Cursor, HistoryPage, ResumeRoom, ResumedRoom},
    limits::MAX_HISTORY,
};
use std::{fs, path::Path};
use store::{AppendOutcome, Caller, CommittedEvent, NewMessage, Store, StoreError, TokenHash};
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
    /// Who only reads.
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

    pub(super) fn new_message(&self, (author, id, body): (Author, u16, u8)) -> NewMessage {
        NewMessage {
            room: self.lobby,
            author: self.model.authors[author.0].id,
            session: self.model.sessions[author.0],
            client_id: client_id(id),
            body: RenderedBody::new(text(body)),
        }
    }

    pub(super) fn caller(&self, author: Author) -> Caller {
        Caller::Session(
            self.model.authors[author.0].id,
            self.model.sessions[author.0],
        )
    }

    pub(super) fn history(&self, at: Cursor, limit: u32) -> HistoryPage {
        let page = ask::history(&self.store, self.reader, self.lobby, at, limit);
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

    pub(super) fn send_at_once(&mut self, sends: &[(Author, u16, u8)]) {
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
                        html: markup::html(text(body).as_str()),
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
    pub(super) fn is_refused(&self, by: Author, author: Author) -> Option<Denied> {
        if !self.model.is_in[by.0] {
            Some(Denied::Ended)
        } else if by.0 != author.0 {
            Some(Denied::Forbidden)
        } else {
            None
        }
    }

    pub(super) fn edit(&mut self, by: Author, author: Author, id: u16, body: u8) {
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
                    html: markup::html(text(body).as_str()),
                    edited_at,
                    ..known
                };
                self.expect_changed(edited, now);
            }
        }
    }

    pub(super) fn delete(&mut self, by: Author, author: Author, id: u16) {
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
                html: None,
                edited_at: None,
                ..known
            },
        };
        self.model.first_texts[now.seq.get() as usize - 1] = None;
        self.expect_changed(deleted, now);
    }

    /// The store says so, and the model has it from now on.
    pub(super) fn expect_changed(&mut self, answer: Result<Message, StoreError>, now: Message) {
        let now = self.model.with_author_of_now(&now);
        assert_eq!(answer.as_ref(), Ok(&now));
        let index = now.seq.get() as usize - 1;
        self.model.messages[index] = now;
    }

    pub(super) fn sign_in(&mut self, author: Author) {
        if !self.model.is_in[author.0] {
            let member = self.model.authors[author.0].id;
            let signed = ask::sign_in(&self.store, member, token(author));
            let session = self.runtime.block_on(signed);
            assert_ne!(session, self.model.sessions[author.0]);
            self.model.sessions[author.0] = session;
            self.model.is_in[author.0] = true;
        }
    }

    pub(super) fn rename(&mut self, author: Author, number: u8) {
        let renamed = ask::rename(&self.store, self.caller(author), name(number));
        let renamed = self.runtime.block_on(renamed);
        if !self.model.is_in[author.0] {
            assert_eq!(renamed, Err(StoreError::Denied(Denied::Ended)));
            return;
        }
        self.model.authors[author.0].name = name(number);
        assert_eq!(renamed.expect("stores"), self.model.authors[author.0]);
    }

    pub(super) fn read_page(&self, at: At, limit: u32) {
        let at = match at {
            At::Latest => Cursor::Latest,
            At::Before(off) => Cursor::Before(self.model.seq_at(off)),
            At::After(off) => Cursor::After(self.model.seq_at(off)),
            At::Around(off) => Cursor::Around(self.model.seq_at(off)),
        };
        assert_eq!(self.history(at, limit), self.model.page(at, limit));
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
}
