//! What was acknowledged survives the end of the process.

use super::*;
use crate::support::history;
use domain::markup::RenderedBody;
use protocol::{ClientMessageId, MessageBody, Seq, event::Cursor};
use std::{collections::BTreeSet, path::Path};
use store::{NewContent, NewMessage};
use uuid::Uuid;

/// Not a test of its own: the process that the next test kills. It prints the number of each
/// message once that is acknowledged.
#[tokio::test]
#[ignore = "run by its parent test"]
async fn child_that_writes_until_it_is_killed() {
    let Some(folder) = std::env::var_os("NATTER_STORE_CHILD") else {
        return;
    };
    let opened = open(Path::new(&folder)).await;
    ignore(opened.committed);
    for _ in 0..8 {
        let (store, room) = (opened.store.clone(), opened.lobby);
        let (author, session) = (opened.ada.member.id, opened.ada.session);
        tokio::spawn(async move {
            loop {
                let message = NewMessage {
                    room,
                    author,
                    session: Some(session),
                    client_id: ClientMessageId::from(Uuid::new_v4()),
                    content: NewContent::Text(RenderedBody::new(
                        MessageBody::parse("administered").expect("valid"),
                    )),
                    reply_to: None,
                    thread: None,
                    in_room: false,
                    forwards: None,
                };
                let stored = store.append(message).await.expect("stores").message;
                println!("acked {} {}", stored.seq, stored.client_id);
            }
        });
    }
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_a_kill() {
    use std::{
        io::{BufRead, BufReader},
        process::{Command, Stdio},
    };
    let folder = tempfile::tempdir().expect("folder");
    let mut acked = BTreeSet::new();
    for round in 1..=3u64 {
        let mut child = Command::new(std::env::current_exe().expect("known"))
            .args([
                "--exact",
                "messages::killed::child_that_writes_until_it_is_killed",
                "--ignored",
                "--nocapture",
            ])
            .env("NATTER_STORE_CHILD", folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .expect("starts");
        let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let mut seen = 0;
        for line in lines.map_while(Result::ok) {
            // The test harness writes its own words before the first line.
            if let Some((_, ack)) = line.split_once("acked ") {
                acked.insert(ack.to_owned());
                seen += 1;
                if seen == 40 * round {
                    child.kill().expect("killed");
                }
            }
        }
        child.wait().expect("ends");
        assert!(seen >= 40 * round);
    }

    let opened = open(folder.path()).await;
    let head = opened.head().await.get();
    let mut stored = BTreeSet::new();
    let mut at = Seq::ZERO;
    while at.get() < head {
        let page = history(
            &opened.store,
            opened.ada(),
            opened.lobby,
            Cursor::After(at),
            100,
        );
        let page = page.await.expect("reads");
        for message in page.messages {
            assert_eq!(message.seq, at.next());
            at = message.seq;
            stored.insert(format!("{} {}", message.seq, message.client_id));
        }
    }
    assert!(acked.is_subset(&stored));
}
