//! Natter's own Socket.IO client against Natter. Against servers that we did not write it stands in
//! `socketio_servers.rs`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#[allow(dead_code, reason = "each test file uses its part")]
#[path = "support/listening.rs"]
mod listening;
#[allow(dead_code, reason = "each test file uses its part")]
mod support;

use listening::{connect, message};
use protocol::{
    Ack, CHAT_NAMESPACE, ClientMessageId, ErrorCode, MessageBody,
    event::{
        Cursor, Event as _, HistoryRequest, MessagePosted, Part, Request, ResumeRequest,
        ResumeRoom, SendRequest, Welcome,
    },
};
use serde_json::json;
use socketio_client::{Client, Transports};
use support::{Natter, PATIENCE};
use uuid::Uuid;

/// Asks Natter, and takes the ack apart.
async fn ask<R: Request>(client: &Client, request: &R) -> Result<R::Reply, ErrorCode> {
    let ack: Ack<R::Reply> = client
        .emit_with_ack(R::NAME, request, PATIENCE)
        .await
        .expect("an ack");
    Result::from(ack).map_err(|error| error.code)
}

#[tokio::test]
async fn talks_to_natter_across_a_kill_and_loses_nothing() {
    loses_nothing(Transports::default()).await;
}

#[tokio::test]
async fn and_by_polling() {
    loses_nothing(Transports::PollingOnly).await;
}

#[tokio::test]
async fn and_by_polling_with_an_upgrade() {
    loses_nothing(Transports::PollingThenUpgrade).await;
}

async fn loses_nothing(transports: Transports) {
    let mut natter = Natter::start(&["--lobby", "open", "--rate-limits", "off"]);
    let session = natter.new_guest();
    let auth = json!({"token": session["token"]});
    let builder = connect(&natter.url(), CHAT_NAMESPACE, auth).transports(transports);
    let (client, mut events) = builder.connect().expect("an address");
    let welcome: Welcome = message(&mut events, Welcome::NAME)
        .await
        .read()
        .expect("typed");
    let room = welcome.heads[0].room;
    let request = |text: &str| SendRequest {
        room,
        client_id: ClientMessageId::from(Uuid::new_v4()),
        body: MessageBody::parse(text).expect("valid"),
        reply_to: None,
        thread: None,
        in_room: false,
        confirmed: false,
    };

    let hello = request("hello");
    let sent = ask(&client, &hello).await.expect("is stored");
    let MessagePosted(heard) = message(&mut events, MessagePosted::NAME)
        .await
        .read()
        .expect("typed");
    assert_eq!((heard.id, heard.seq), (sent.id, sent.seq));
    assert_eq!(ask(&client, &hello).await.expect("again").id, sent.id);

    natter.kill_and_start_again();
    let again: Welcome = message(&mut events, Welcome::NAME)
        .await
        .read()
        .expect("typed");
    assert_eq!(
        again.heads,
        [protocol::RoomHead {
            room,
            seq: sent.seq,
            rev: sent.rev,
        }]
    );
    assert_eq!(ask(&client, &hello).await.expect("again").id, sent.id);
    let after = ask(&client, &request("after")).await.expect("is stored");
    assert_eq!(after.seq, sent.seq.next());

    let history = HistoryRequest {
        room,
        at: Cursor::Latest,
        limit: 10,
        part: Part::All,
    };
    let page = ask(&client, &history).await.expect("a page");
    let bodies: Vec<_> = page
        .messages
        .iter()
        .map(|one| one.content.text().unwrap_or_default())
        .collect();
    assert_eq!(bodies, ["hello", "after"]);
    let held = ResumeRoom {
        room,
        from: sent.seq,
        seq: sent.seq,
        rev: sent.rev,
    };
    let resume = ResumeRequest {
        timeline: Some(again.timeline),
        rooms: vec![held],
    };
    let resumed = ask(&client, &resume).await.expect("what was missed");
    assert_eq!(resumed.rooms[0].head, after.seq);
}
