//! What readers get: pages, what they missed, and no more than an answer may hold.

use super::*;
use crate::support::{history, missed, session};
use domain::authorise::{Denied, action};
use protocol::{
    Message, RoomId, Seq,
    event::{Cursor, Missed, Part},
    limits::{MAX_ANSWER_BYTES, MAX_RESUME},
};
use store::{Budget, Resource, StoreError, TokenHash};
use uuid::Uuid;

#[tokio::test]
async fn pages_lead_through_the_whole_room_in_both_directions() {
    let folder = tempfile::tempdir().expect("folder");
    let opened = open(folder.path()).await;
    opened.append_many(25).await;
    let page = |at| history(&opened.store, opened.ada(), opened.lobby, at, 10);
    let numbers = |page: &protocol::event::HistoryPage| {
        page.messages
            .iter()
            .map(|m| m.seq.get())
            .collect::<Vec<_>>()
    };

    let latest = page(Cursor::Latest).await.expect("reads");
    assert_eq!(numbers(&latest), (16..=25).collect::<Vec<_>>());
    assert!(latest.has_older && latest.head == seq(25));
    let middle = page(Cursor::Before(seq(16))).await.expect("reads");
    assert_eq!(numbers(&middle), (6..=15).collect::<Vec<_>>());
    let oldest = page(Cursor::Before(seq(6))).await.expect("reads");
    assert_eq!(numbers(&oldest), (1..=5).collect::<Vec<_>>());
    assert!(!oldest.has_older);
    let newer = page(Cursor::After(seq(20))).await.expect("reads");
    assert_eq!(numbers(&newer), (21..=25).collect::<Vec<_>>());
    let nowhere = RoomId(Uuid::now_v7());
    let nowhere = history(&opened.store, opened.ada(), nowhere, Cursor::Latest, 10).await;
    assert_eq!(nowhere.unwrap_err(), StoreError::Denied(Denied::Unknown));
}

#[tokio::test]
async fn what_was_missed_is_told_up_to_a_limit_and_reset_beyond() {
    let folder = tempfile::tempdir().expect("folder");
    let opened = open(folder.path()).await;
    let (store, lobby, ada) = (opened.store.clone(), opened.lobby, opened.ada());
    let limit = u64::from(MAX_RESUME);
    for n in 0..=limit {
        opened.append(&format!("missed-{n:06}"), "x").await;
    }
    let since = async |number: u64| {
        let held = held(lobby, number);
        missed(&store, ada, held).await.expect("reads")
    };
    let resumed = since(1).await;
    assert_eq!(resumed.head, seq(limit + 1));
    let Missed::Messages(messages) = resumed.missed else {
        panic!("{limit} missed messages are told");
    };
    assert_eq!(messages.len() as u64, limit);
    assert_eq!(messages[0].seq, seq(2));
    let nothing = since(limit + 1).await.missed;
    assert_eq!(nothing, Missed::Messages(Vec::new()));
    for reset in [0, limit + 2, Seq::MAX.get()] {
        assert_eq!(since(reset).await.missed, Missed::Reset, "{reset}");
    }
}

/// As many characters as may be, at four bytes each, or two for what JSON escapes.
pub(super) fn longest() -> String {
    format!("{}{}", "\"".repeat(100), "𝕏".repeat(9_900))
}

pub(super) fn json_bytes(value: &impl serde::Serialize) -> usize {
    serde_json::to_vec(value).expect("encodes").len()
}

#[tokio::test]
async fn an_answer_of_long_messages_has_fewer_of_them_and_leads_on() {
    let folder = tempfile::tempdir().expect("folder");
    let opened = open(folder.path()).await;
    let text = longest();
    for n in 1..=60 {
        opened.append(&format!("long-{n:06}"), &text).await;
    }
    let page = async |at, limit| {
        let page = history(&opened.store, opened.ada(), opened.lobby, at, limit).await;
        let page = page.expect("reads");
        assert!(json_bytes(&page) <= MAX_ANSWER_BYTES);
        page
    };
    let numbers =
        |messages: &[Message]| messages.iter().map(|one| one.seq.get()).collect::<Vec<_>>();

    let (mut older, mut at) = (Vec::new(), Cursor::Latest);
    loop {
        let page = page(at, 50).await;
        let here = numbers(&page.messages);
        assert!(
            (20..30).contains(&here.len()) || !page.has_older,
            "{here:?}"
        );
        older.splice(..0, here);
        if !page.has_older {
            break;
        }
        at = Cursor::Before(seq(older[0]));
    }
    assert_eq!(older, (1..=60).collect::<Vec<_>>());

    let (mut newer, mut have) = (Vec::new(), Seq::ZERO);
    while have < seq(60) {
        let page = page(Cursor::After(have), 100).await;
        newer.extend(numbers(&page.messages));
        have = page.messages.last().expect("one at least").seq;
    }
    assert_eq!(newer, older);

    let mut have = Seq::ZERO;
    let mut resumed = Vec::new();
    loop {
        let (ada, room) = (opened.ada(), opened.lobby);
        let answer = opened.store.read(move |view| {
            Box::pin(async move {
                let granted = view
                    .authorise(action::ReadRoom, ada, Resource::Room(room))
                    .await?;
                view.missed(&granted, held(room, have.get()), &mut Budget::answer())
                    .await
            })
        });
        let answer = answer.await.expect("reads");
        assert!(json_bytes(&answer) <= MAX_ANSWER_BYTES);
        let Missed::Messages(messages) = &answer.missed else {
            panic!("sixty are told");
        };
        resumed.extend(numbers(messages));
        have = messages.last().expect("one at least").seq;
        assert_eq!(answer.more, have < answer.head);
        if !answer.more {
            break;
        }
    }
    assert_eq!(resumed, older);
}

#[tokio::test]
async fn a_page_to_be_drawn_is_shorter_than_an_answer() {
    let folder = tempfile::tempdir().expect("folder");
    let opened = open(folder.path()).await;
    for n in 1..=12 {
        opened.append(&format!("long-{n:06}"), &longest()).await;
    }
    let (ada, room) = (opened.ada(), opened.lobby);
    let page = opened.store.read(move |view| {
        Box::pin(async move {
            let granted = view
                .authorise(action::ReadRoom, ada, Resource::Room(room))
                .await?;
            view.history(&granted, Part::All, Cursor::Latest, 50, Budget::page())
                .await
        })
    });
    let page = page.await.expect("reads");
    assert_eq!((page.messages.len(), page.has_older), (6, true));
}

#[tokio::test]
async fn long_reads_leave_readers_to_others() {
    let folder = tempfile::tempdir().expect("folder");
    let opened = open(folder.path()).await;
    let (begun, mut begins) = tokio::sync::mpsc::unbounded_channel();
    let (end, ends) = tokio::sync::watch::channel(false);
    let long = (0..6).map(|_| {
        let (store, begun, mut ends) = (opened.store.clone(), begun.clone(), ends.clone());
        tokio::spawn(async move {
            let read = store.read_bulk(move |view| {
                Box::pin(async move {
                    let lobby = view.lobby().await?;
                    let _ = begun.send(());
                    let _ = ends.wait_for(|end| *end).await;
                    Ok(lobby)
                })
            });
            read.await.expect("reads");
        })
    });
    let long: Vec<_> = long.collect();
    begins.recv().await.expect("begins");
    begins.recv().await.expect("begins");
    // With all readers taken this would wait for ever.
    assert!(session(&opened.store, TokenHash([1; 32])).await.is_some());
    assert!(begins.try_recv().is_err());
    end.send_replace(true);
    for one in long {
        one.await.expect("ends");
    }
}
