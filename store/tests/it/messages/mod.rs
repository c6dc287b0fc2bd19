//! The store on real files: what it promises to those who send and to those who read.

mod answers;
mod folder;
mod killed;
mod people;
mod polls;
mod retries;

use crate::support::{caller, create_visitor, heads, open_lobby, session};
use domain::markup::RenderedBody;
use protocol::{ClientMessageId, DisplayName, MessageBody, Rev, RoomId, Seq, event::ResumeRoom};
use std::path::Path;
use store::{
    Account, AppendOutcome, Appended, Caller, CommittedEvent, NewContent, NewMessage, Store,
    StoreError, StoreEvent, TokenHash,
};
use tokio::sync::mpsc::Receiver;
use uuid::Uuid;

pub(super) struct Opened {
    pub(super) store: Store,
    pub(super) committed: Receiver<CommittedEvent>,
    pub(super) lobby: RoomId,
    pub(super) ada: Account,
}

/// Ada is a visitor of the lobby, and nothing is told so far.
pub(super) async fn open(folder: &Path) -> Opened {
    let (store, mut committed) = Store::open(folder).await.expect("opens");
    let lobby = open_lobby(&store).await;
    let ada = match session(&store, TokenHash([1; 32])).await {
        Some(ada) => ada,
        None => create_visitor(&store, name("Ada"), TokenHash([1; 32])).await,
    };
    while committed.try_recv().is_ok() {}
    Opened {
        store,
        committed,
        lobby,
        ada,
    }
}

impl Opened {
    pub(super) fn message(&self, client_id: &str, text: &str) -> NewMessage {
        NewMessage {
            room: self.lobby,
            author: self.ada.member.id,
            session: Some(self.ada.session),
            client_id: ClientMessageId::parse(client_id).expect("valid"),
            content: NewContent::Text(RenderedBody::new(MessageBody::parse(text).expect("valid"))),
            reply_to: None,
            thread: None,
            in_room: false,
            forwards: None,
        }
    }

    pub(super) fn ada(&self) -> Caller {
        caller(&self.ada)
    }

    pub(super) async fn head(&self) -> Seq {
        heads(&self.store, self.ada()).await[0].seq
    }

    pub(super) async fn append(&self, client_id: &str, text: &str) -> Appended {
        self.store
            .append(self.message(client_id, text))
            .await
            .expect("stores")
    }

    pub(super) async fn append_many(&self, count: u64) {
        let sends = (0..count).map(|n| {
            let (store, message) = (
                self.store.clone(),
                self.message(&format!("many-{n:06}"), "x"),
            );
            tokio::spawn(async move { store.append(message).await.expect("stores") })
        });
        for send in sends.collect::<Vec<_>>() {
            send.await.expect("runs");
        }
    }
}

pub(super) fn seq(value: u64) -> Seq {
    Seq::new(value).expect("small")
}

/// What a client holds that has the room as it was after so many messages, none of them changed.
pub(super) fn held(room: RoomId, number: u64) -> ResumeRoom {
    ResumeRoom {
        room,
        from: Seq::ZERO,
        seq: seq(number),
        rev: Rev::new(number).expect("small"),
    }
}

pub(super) fn name(text: &str) -> DisplayName {
    DisplayName::parse(text).expect("valid")
}

/// A receiver that nobody reads would stop the writer once it is full.
pub(super) fn ignore(mut committed: Receiver<CommittedEvent>) {
    tokio::spawn(async move { while committed.recv().await.is_some() {} });
}

pub(super) async fn told(committed: &mut Receiver<CommittedEvent>) -> Option<StoreEvent> {
    committed.recv().await.map(|committed| committed.event)
}

#[tokio::test]
async fn a_client_id_with_another_text_is_refused_and_nothing_is_lost() {
    let folder = tempfile::tempdir().expect("folder");
    let opened = open(folder.path()).await;
    opened.append("client-id-1", "once").await;
    let other = opened.message("client-id-1", "another");
    let refused = Err(StoreError::ClientIdReused);
    let outcome = |appended: Result<Appended, StoreError>| appended.map(|one| one.outcome);
    assert_eq!(outcome(opened.store.append(other).await), refused);
    // In another room the same text is another message.
    let elsewhere = NewMessage {
        room: RoomId(Uuid::from_u128(77)),
        ..opened.message("client-id-1", "once")
    };
    assert_eq!(outcome(opened.store.append(elsewhere).await), refused);
    // So it is while the first is not stored yet: one of them is, and the other is refused.
    let (a, b) = tokio::join!(
        opened.store.append(opened.message("client-id-2", "one")),
        opened.store.append(opened.message("client-id-2", "two")),
    );
    let mut outcomes = [outcome(a), outcome(b)];
    outcomes.sort_by_key(Result::is_err);
    assert_eq!(outcomes, [Ok(AppendOutcome::Stored), refused]);
}
