//! Polls in the store: what is the same poll, and votes at the same moment.

use super::*;
use crate::support::{close_poll, delete, history, sign_in, vote};
use protocol::{MessageContent, MessageId, NewPoll, Poll, PollDraft, Timestamp, event::Cursor};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection, sqlite::SqliteConnectOptions};

fn poll(question: &str, options: &[&str]) -> NewPoll {
    let poll = NewPoll::parse(PollDraft {
        question: question.into(),
        options: options.iter().map(|text| (*text).to_owned()).collect(),
        multiple: true,
        ..PollDraft::default()
    });
    poll.expect("valid")
}

fn new(opened: &Opened, client_id: &str, poll: NewPoll) -> NewMessage {
    NewMessage {
        content: NewContent::Poll(Box::new(poll)),
        ..opened.message(client_id, "a poll")
    }
}

async fn append(opened: &Opened, poll: NewPoll) -> MessageId {
    let new = new(opened, "client-poll", poll);
    opened.store.append(new).await.expect("stores").message.id
}

async fn stored(opened: &Opened) -> Poll {
    let page = history(&opened.store, opened.ada(), opened.lobby, Cursor::Latest, 1).await;
    match page.expect("reads").messages.remove(0).content {
        MessageContent::Poll(poll) => *poll,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_client_id_is_one_poll_and_another_is_refused() {
    let folder = tempfile::tempdir().expect("folder");
    let opened = open(folder.path()).await;
    let tea = || poll("Tea?", &["Yes", "No"]);
    let outcome = |appended: Result<Appended, StoreError>| appended.map(|one| one.outcome);
    // Tried twice at once, and later, when it has votes, closes earlier and is shown otherwise.
    let (first, second) = tokio::join!(
        opened.store.append(new(&opened, "client-poll", tea())),
        opened.store.append(new(&opened, "client-poll", tea())),
    );
    let first = first.expect("stores");
    let second = second.expect("stores");
    assert_eq!(first.message, second.message);
    assert_eq!(second.outcome, AppendOutcome::Repeated);
    let id = first.message.id;
    vote(&opened.store, opened.ada(), id, vec![1])
        .await
        .expect("votes");
    close_poll(&opened.store, opened.ada(), id)
        .await
        .expect("closes");
    let later = tea().closing_at(Some(Timestamp(1)));
    let later = opened
        .store
        .append(new(&opened, "client-poll", later))
        .await;
    assert_eq!(outcome(later), Ok(AppendOutcome::Repeated));
    // The same question is not the same poll, and a text is none.
    for other in [
        new(&opened, "client-poll", poll("Tea?", &["Yes", "Never"])),
        new(&opened, "client-poll", poll("Coffee?", &["Yes", "No"])),
        opened.message("client-poll", "Tea?"),
    ] {
        let refused = outcome(opened.store.append(other).await);
        assert_eq!(refused, Err(StoreError::ClientIdReused));
    }
    opened.append("client-text", "Tea?").await;
    let refused = opened
        .store
        .append(new(&opened, "client-text", tea()))
        .await;
    assert_eq!(outcome(refused), Err(StoreError::ClientIdReused));
}

#[tokio::test]
async fn votes_of_one_person_from_two_devices_at_once_end_as_one_of_them() {
    let folder = tempfile::tempdir().expect("folder");
    let mut opened = open(folder.path()).await;
    let id = append(&opened, poll("Which?", &["a", "b", "c"])).await;
    let phone = sign_in(&opened.store, opened.ada.member.id, TokenHash([2; 32])).await;
    let phone = Caller::Session(opened.ada.member.id, phone);
    for round in 0..20 {
        let (desk, hand) = (vec![round % 3, (round + 1) % 3], vec![(round + 2) % 3]);
        let (one, two) = tokio::join!(
            vote(&opened.store, opened.ada(), id, desk),
            vote(&opened.store, phone, id, hand),
        );
        let (one, two) = (one.expect("votes"), two.expect("votes"));
        let last = one.max(two);
        let mut told_last = None;
        while let Ok(told) = opened.committed.try_recv() {
            if let StoreEvent::Voted { voted, choice, .. } = told.event {
                told_last = Some((voted, choice));
            }
        }
        let (voted, choice) = told_last.expect("somebody voted");
        let poll = stored(&opened).await;
        assert_eq!((voted.rev, voted.voters, poll.voters), (last, 1, 1));
        for (number, option) in (0..).zip(&poll.options) {
            let is_chosen = choice.contains(&number);
            assert_eq!(
                (option.mine, option.count),
                (is_chosen, u32::from(is_chosen))
            );
        }
        let counts: Vec<u32> = poll.options.iter().map(|option| option.count).collect();
        assert_eq!(voted.counts, counts);
    }
}

#[tokio::test]
async fn a_deleted_poll_leaves_neither_answers_nor_votes() {
    let folder = tempfile::tempdir().expect("folder");
    let opened = open(folder.path()).await;
    let id = append(&opened, poll("Which?", &["a", "b"])).await;
    vote(&opened.store, opened.ada(), id, vec![0])
        .await
        .expect("votes");
    delete(&opened.store, opened.ada(), id)
        .await
        .expect("deletes");
    let late = vote(&opened.store, opened.ada(), id, vec![1]).await;
    assert_eq!(late, Err(StoreError::NoSuchMessage));
    opened.store.close().await;
    let file = SqliteConnectOptions::new().filename(folder.path().join("natter.db"));
    let mut database = SqliteConnection::connect_with(&file).await.expect("opens");
    for table in ["polls", "poll_options", "poll_votes"] {
        let count = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        let left = sqlx::query_scalar::<_, i64>(count).fetch_one(&mut database);
        assert_eq!(left.await.expect("reads"), 0, "{table}");
    }
}

#[tokio::test]
async fn after_its_time_a_poll_is_closed_without_anybody_closing_it() {
    let folder = tempfile::tempdir().expect("folder");
    let mut opened = open(folder.path()).await;
    let id = append(
        &opened,
        poll("Which?", &["a", "b"]).closing_at(Some(Timestamp(5))),
    )
    .await;
    let late = vote(&opened.store, opened.ada(), id, vec![1]).await;
    assert_eq!(late, Err(StoreError::PollClosed));
    // To take back what is not there is no vote.
    let nothing = vote(&opened.store, opened.ada(), id, Vec::new()).await;
    assert!(nothing.is_ok());
    let closed = close_poll(&opened.store, opened.ada(), id)
        .await
        .expect("is");
    let MessageContent::Poll(poll) = closed.content else {
        panic!("it is a poll");
    };
    assert_eq!(poll.closes_at, Some(Timestamp(5)));
    while let Ok(told) = opened.committed.try_recv() {
        let is_vote = matches!(told.event, StoreEvent::Voted { .. });
        assert!(!is_vote, "nobody voted");
    }
}
