//! Names, visitors and sessions, as the store has them.

use super::*;
use crate::support::{create_visitor, history, rename, session, sign_in, sign_in_by, sign_out};
use domain::authorise::Denied;
use protocol::{MemberId, event::Cursor};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use store::{Caller, StoreError, StoreEvent, TokenHash};
use uuid::Uuid;

#[tokio::test]
async fn a_new_name_is_announced_and_stands_on_old_messages_too() {
    let folder = tempfile::tempdir().expect("folder");
    let mut opened = open(folder.path()).await;
    opened.append("client-id-1", "hello").await;
    let renamed = rename(&opened.store, opened.ada(), name("Ada Lovelace")).await;
    let renamed = renamed.expect("stores");
    let first = told(&mut opened.committed).await;
    assert!(matches!(first, Some(StoreEvent::Message(_))), "{first:?}");
    let expected = StoreEvent::MemberChanged {
        member: renamed.clone(),
        rooms: vec![opened.lobby],
    };
    assert_eq!(told(&mut opened.committed).await, Some(expected));
    let page = history(
        &opened.store,
        opened.ada(),
        opened.lobby,
        Cursor::Latest,
        10,
    );
    assert_eq!(page.await.expect("reads").messages[0].author, renamed);
    let found = session(&opened.store, TokenHash([1; 32])).await;
    assert_eq!(found.map(|account| account.member), Some(renamed));
    assert_eq!(session(&opened.store, TokenHash([2; 32])).await, None);
    let nobody = Caller::Session(MemberId(Uuid::now_v7()), opened.ada.session);
    let nobody = rename(&opened.store, nobody, name("Nobody")).await;
    assert_eq!(nobody.unwrap_err(), StoreError::Denied(Denied::Ended));
}

#[tokio::test]
async fn visitors_who_never_spoke_go_with_their_session_and_others_stay() {
    let folder = tempfile::tempdir().expect("folder");
    let opened = open(folder.path()).await;
    opened.append("client-id-1", "something").await;
    let token = |number| TokenHash([number; 32]);
    let silent = create_visitor(&opened.store, name("Silent"), token(2)).await;
    let here = create_visitor(&opened.store, name("Still here"), token(3)).await;
    for number in [1, 2] {
        sign_out(&opened.store, token(number)).await;
    }
    let page = opened
        .store
        .read(|view| Box::pin(view.silent_visitors(Uuid::nil())));
    let (found, last) = page.await.expect("reads");
    assert_eq!(
        (found, last),
        (vec![silent.member.id], Some(here.member.id.0))
    );
    // Also if they were thought to be silent a moment ago.
    let all = [silent.member.id, here.member.id, opened.ada.member.id];
    let gone = opened
        .store
        .change(move |change| Box::pin(async move { change.forget_visitors(&all).await }));
    assert_eq!(gone.await, Ok(1));
    let page = opened
        .store
        .read(|view| Box::pin(view.silent_visitors(Uuid::nil())));
    let left = page.await.expect("reads");
    assert_eq!(left, (Vec::new(), Some(here.member.id.0)));
}

#[tokio::test]
async fn a_password_that_is_another_by_now_opens_no_session() {
    let folder = tempfile::tempdir().expect("folder");
    let Opened { store, ada, .. } = open(folder.path()).await;
    let file = SqliteConnectOptions::new().filename(folder.path().join("natter.db"));
    let mut beside = SqliteConnection::connect_with(&file).await.expect("opens");
    let change = "UPDATE members SET password = 'new' WHERE name = 'Ada'";
    let changed = sqlx::raw_sql(change).execute(&mut beside);
    changed.await.expect("changes");
    let id = ada.member.id;
    let late = sign_in_by(&store, id, Some("old"), TokenHash([2; 32])).await;
    assert!(matches!(late, Err(StoreError::NoSuchMember)), "{late:?}");
    let right = sign_in_by(&store, id, Some("new"), TokenHash([3; 32])).await;
    assert!(right.is_ok(), "{right:?}");
    assert!(session(&store, TokenHash([2; 32])).await.is_none());
    assert!(session(&store, TokenHash([3; 32])).await.is_some());
}

#[tokio::test]
async fn a_session_ends_when_it_was_not_used_for_thirty_days_and_an_open_one_is_in_use() {
    const DAY: u32 = 24 * 60;
    let folder = tempfile::tempdir().expect("folder");
    let Opened {
        store,
        ada,
        mut committed,
        ..
    } = open(folder.path()).await;
    let (idle, open) = (TokenHash([2; 32]), TokenHash([3; 32]));
    let idle_session = sign_in(&store, ada.member.id, idle).await;
    let open_session = sign_in(&store, ada.member.id, open).await;
    let run = async |days: u32| {
        for _ in 0..days {
            let ran = store.change(move |change| {
                Box::pin(async move { change.add_uptime(DAY, &[open_session]).await })
            });
            ran.await.expect("stores");
        }
    };
    run(29).await;
    assert!(session(&store, idle).await.is_some());
    run(1).await;
    assert!(session(&store, idle).await.is_none());
    assert!(session(&store, open).await.is_some());
    run(40).await;
    assert!(session(&store, open).await.is_some());
    let mut ended = Vec::new();
    while let Ok(told) = committed.try_recv() {
        if let StoreEvent::SessionsEnded { sessions, .. } = told.event {
            ended.push(sessions);
        }
    }
    // Ada's first one too.
    assert_eq!(ended.len(), 2);
    assert!(ended.concat().contains(&idle_session));
}
