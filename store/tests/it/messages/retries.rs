//! A retry is stored once, and the order is one for all.

use super::*;
use domain::authorise::Denied;
use protocol::{MemberId, RoomId};
use store::{AppendOutcome, SessionId, StoreError, StoreEvent};
use uuid::Uuid;

#[tokio::test]
async fn a_retry_gets_the_first_result_and_posts_nothing() {
    let folder = tempfile::tempdir().expect("folder");
    let mut opened = open(folder.path()).await;
    let first = opened.append("client-id-1", "once").await;
    let again = opened.append("client-id-1", "once").await;
    assert_eq!(
        (first.outcome, again.outcome),
        (AppendOutcome::Stored, AppendOutcome::Repeated)
    );
    assert_eq!(first.message, again.message);
    assert_eq!(first.message.seq, seq(1));

    opened.append("client-id-2", "another").await;
    let mut messages = Vec::new();
    for _ in 0..2 {
        if let Some(StoreEvent::Message(message)) = told(&mut opened.committed).await {
            messages.push((
                message.seq.get(),
                message.content.text().expect("a text").to_owned(),
            ));
        }
    }
    assert_eq!(messages, [(1, "once".into()), (2, "another".into())]);
    assert!(opened.committed.try_recv().is_err());
}

#[tokio::test]
async fn retries_that_run_at_once_are_stored_once() {
    let folder = tempfile::tempdir().expect("folder");
    let opened = open(folder.path()).await;
    let tries = (0..20).map(|_| {
        let (store, message) = (opened.store.clone(), opened.message("client-id-1", "once"));
        tokio::spawn(async move { store.append(message).await.expect("stores") })
    });
    let mut stored = 0;
    for one in tries.collect::<Vec<_>>() {
        let appended = one.await.expect("runs");
        assert_eq!(appended.message.seq, seq(1));
        stored += usize::from(appended.outcome == AppendOutcome::Stored);
    }
    assert_eq!(stored, 1);
}

#[tokio::test]
async fn a_retry_after_a_restart_is_still_a_retry() {
    let folder = tempfile::tempdir().expect("folder");
    let opened = open(folder.path()).await;
    let first = opened.append("client-id-1", "once").await;
    opened.store.close().await;

    let opened = open(folder.path()).await;
    let again = opened.append("client-id-1", "once").await;
    assert_eq!(again.outcome, AppendOutcome::Repeated);
    assert_eq!(first.message, again.message);
}

#[tokio::test]
async fn many_writers_get_numbers_without_gaps_and_everybody_sees_that_order() {
    let folder = tempfile::tempdir().expect("folder");
    let mut opened = open(folder.path()).await;
    opened.append_many(400).await;
    for expected in 1..=400 {
        let Some(StoreEvent::Message(message)) = told(&mut opened.committed).await else {
            panic!("a message was expected");
        };
        assert_eq!(message.seq.get(), expected);
    }
    assert_eq!(opened.head().await, seq(400));
}

#[tokio::test]
async fn a_senseless_job_fails_alone() {
    let folder = tempfile::tempdir().expect("folder");
    let opened = open(folder.path()).await;
    let mut nowhere = opened.message("client-id-1", "to nowhere");
    nowhere.room = RoomId(Uuid::now_v7());
    let mut nobody = opened.message("client-id-2", "by nobody");
    nobody.author = MemberId(Uuid::now_v7());
    let mut ended = opened.message("client-id-4", "in a session that has ended");
    ended.session = Some(SessionId(Uuid::new_v4()));
    let good = opened.message("client-id-3", "good");
    let (nowhere, nobody, ended, good) = tokio::join!(
        opened.store.append(nowhere),
        opened.store.append(nobody),
        opened.store.append(ended),
        opened.store.append(good),
    );
    assert_eq!(nowhere.unwrap_err(), StoreError::Denied(Denied::Unknown));
    assert_eq!(nobody.unwrap_err(), StoreError::NoSuchMember);
    assert_eq!(ended.unwrap_err(), StoreError::Denied(Denied::Ended));
    assert_eq!(good.expect("stores").message.seq, seq(1));
}
