//! Natter's own Socket.IO client against a server of the npm package socket.io, so that it is a
//! Socket.IO client and not a client of Natter alone; and against Natter.
//!
//! Needs `npm ci --prefix interop/js`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]
#[allow(dead_code, reason = "each test file uses its part")]
mod support;

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use protocol::{
    Ack, CHAT_NAMESPACE, ClientMessageId, ErrorCode, MessageBody,
    event::{
        Cursor, Event as _, HistoryRequest, MessagePosted, Request, ResumeRequest, SendRequest,
        Welcome,
    },
};
use serde_json::{Value, json};
use socketio_client::{AckError, Backoff, Client, DisconnectReason, Event, Events, Payload};
use support::{Natter, PATIENCE};
use tokio::time::timeout;
use uuid::Uuid;

/// A server of the npm package; ends when this is dropped.
struct NpmServer {
    process: Child,
    url: String,
}

impl NpmServer {
    fn start() -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("js/socketio_server.mjs");
        let mut process = Command::new("node")
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node is there");
        let mut url = String::new();
        BufReader::new(process.stdout.as_mut().expect("piped"))
            .read_line(&mut url)
            .expect("the server says its address; was `npm ci --prefix interop/js` run?");
        let url = url.trim().to_owned();
        assert!(url.starts_with("http://"), "{url}");
        Self { process, url }
    }
}

impl Drop for NpmServer {
    fn drop(&mut self) {
        self.process.kill().expect("can be killed");
        self.process.wait().expect("ends");
    }
}

/// A client that comes back fast.
fn connect(url: &str, namespace: &str, auth: Value) -> (Client, Events) {
    Client::builder(url)
        .namespace(namespace)
        .auth(auth)
        .reconnect(Some(Backoff {
            first: Duration::from_millis(50),
            max: Duration::from_millis(200),
        }))
        .connect()
        .expect("an address")
}

fn strict(server: &NpmServer) -> (Client, Events) {
    connect(&server.url, "/strict", json!({"token": "open sesame"}))
}

/// The next event for which `pick` has a value; others are skipped.
async fn next<T>(events: &mut Events, mut pick: impl FnMut(Event) -> Option<T>) -> T {
    let search = async {
        loop {
            let event = events.next().await.expect("the client goes on");
            if let Some(found) = pick(event) {
                return found;
            }
        }
    };
    timeout(PATIENCE, search).await.expect("it comes in time")
}

async fn connected(events: &mut Events) -> String {
    next(events, |event| match event {
        Event::Connected { sid } => Some(sid),
        _ => None,
    })
    .await
}

async fn message(events: &mut Events, name: &str) -> Payload {
    next(events, |event| match event {
        Event::Message(message) if message.name == name => Some(message.payload),
        _ => None,
    })
    .await
}

async fn disconnected(events: &mut Events) -> DisconnectReason {
    next(events, |event| match event {
        Event::Disconnected { reason } => Some(reason),
        _ => None,
    })
    .await
}

#[tokio::test]
async fn speaks_the_tutorial() {
    let server = NpmServer::start();
    let (client, mut events) = connect(&server.url, "/", json!({}));
    let id = connected(&mut events).await;
    client.emit("message", "héllo").expect("is sent");
    let said: String = message(&mut events, "message")
        .await
        .read()
        .expect("a text");
    assert_eq!(said, format!("{} said héllo", &id[..3]));
    client.close().await;
    assert_eq!(
        disconnected(&mut events).await,
        DisconnectReason::ClientClosed
    );
}

#[tokio::test]
async fn joins_a_namespace_with_auth_and_is_refused_without() {
    let server = NpmServer::start();
    let (_client, mut events) = strict(&server);
    let id = connected(&mut events).await;
    let welcome: Value = message(&mut events, "welcome").await.read().expect("JSON");
    assert_eq!(welcome, json!({"id": id, "auth": {"token": "open sesame"}}));

    let (client, mut events) = connect(&server.url, "/strict", json!({"token": "guess"}));
    let data = next(&mut events, |event| match event {
        Event::Refused { data } => Some(data),
        _ => None,
    })
    .await;
    assert_eq!(
        data,
        json!({"message": "no token", "data": {"code": "unauthenticated"}})
    );
    client
        .set_auth(Some(json!({"token": "open sesame"})))
        .expect("is open");
    client.reconnect_now().expect("is open");
    connected(&mut events).await;
}

#[tokio::test]
async fn acks_carry_any_arguments_and_bytes_in_both_directions() {
    let server = NpmServer::start();
    let (client, mut events) = strict(&server);
    connected(&mut events).await;
    let sent = Payload::of(&json!({"nested": [1, null, "ü 🎉"]}))
        .expect("JSON")
        .with_bytes(vec![0, 1, 255])
        .with(&"last")
        .expect("JSON")
        .with_bytes(Vec::new());
    let back = client
        .emit_payload_with_ack("echo", sent.clone(), PATIENCE)
        .await
        .expect("an ack");
    assert_eq!(back.args[0], sent.args[0]);
    assert_eq!(back.bytes(1), Some(&[0, 1, 255][..]));
    assert_eq!(back.args[2], "last");
    assert_eq!(back.bytes(3), Some(&[][..]));

    let asking = client.emit_with_ack::<String>("ask me", "how many?", PATIENCE);
    let answering = async {
        let question = next(&mut events, |event| match event {
            Event::Message(message) if message.name == "question" => Some(message),
            _ => None,
        })
        .await;
        assert!(question.wants_ack());
        assert_eq!(
            question.payload.read::<String>().expect("a text"),
            "how many?"
        );
        question.answer(Payload::of("three").expect("JSON"));
    };
    let (answer, ()) = tokio::join!(asking, answering);
    assert_eq!(answer.as_deref(), Ok("three"));
}

#[tokio::test]
async fn an_ack_that_does_not_come_times_out() {
    let server = NpmServer::start();
    let (client, mut events) = strict(&server);
    connected(&mut events).await;
    let silence = client
        .emit_with_ack::<Value>("silence", &json!({}), Duration::from_millis(50))
        .await;
    assert_eq!(silence, Err(AckError::Timeout));
    let echo: String = client
        .emit_with_ack("echo", "still", PATIENCE)
        .await
        .expect("an ack");
    assert_eq!(echo, "still");
}

#[tokio::test]
async fn a_burst_arrives_whole_and_in_order() {
    let server = NpmServer::start();
    let (client, mut events) = strict(&server);
    connected(&mut events).await;
    client.emit("burst", &1_000).expect("is sent");
    for expected in 0..1_000 {
        let number: u32 = message(&mut events, "number")
            .await
            .read()
            .expect("a number");
        assert_eq!(number, expected);
    }
}

#[tokio::test]
async fn answers_heartbeats() {
    let server = NpmServer::start();
    let (_client, mut events) = strict(&server);
    connected(&mut events).await;
    message(&mut events, "four heartbeats").await;
}

#[tokio::test]
async fn comes_back_after_the_line_was_cut_and_sends_what_was_written_meanwhile() {
    let server = NpmServer::start();
    let (client, mut events) = strict(&server);
    let first = connected(&mut events).await;
    client.emit("cut the line", &json!({})).expect("is sent");
    assert_eq!(
        disconnected(&mut events).await,
        DisconnectReason::TransportClosed
    );
    let echo = client.emit_with_ack::<String>("echo", "meanwhile", PATIENCE);
    let (second, echo) = tokio::join!(connected(&mut events), echo);
    assert_ne!(first, second);
    assert_eq!(echo.as_deref(), Ok("meanwhile"));
}

#[tokio::test]
async fn a_disconnect_by_the_server_is_told() {
    let server = NpmServer::start();
    let (client, mut events) = strict(&server);
    connected(&mut events).await;
    client.emit("put me out", &json!({})).expect("is sent");
    assert_eq!(
        disconnected(&mut events).await,
        DisconnectReason::ServerDisconnect
    );
}

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
    let mut natter = Natter::start(&["--rate-limits", "off"]);
    let session = natter.new_guest();
    let auth = json!({"token": session["token"]});
    let (client, mut events) = connect(&natter.url(), CHAT_NAMESPACE, auth);
    let welcome: Welcome = message(&mut events, Welcome::NAME)
        .await
        .read()
        .expect("typed");
    let room = welcome.heads[0].room;
    let request = |text: &str| SendRequest {
        room,
        client_id: ClientMessageId::from(Uuid::new_v4()),
        body: MessageBody::parse(text).expect("valid"),
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
            seq: sent.seq
        }]
    );
    assert_eq!(ask(&client, &hello).await.expect("again").id, sent.id);
    let after = ask(&client, &request("after")).await.expect("is stored");
    assert_eq!(after.seq, sent.seq.next());

    let history = HistoryRequest {
        room,
        at: Cursor::Latest,
        limit: 10,
    };
    let page = ask(&client, &history).await.expect("a page");
    let bodies: Vec<_> = page.messages.iter().map(|one| one.body.as_str()).collect();
    assert_eq!(bodies, ["hello", "after"]);
    let resume = ResumeRequest {
        rooms: vec![protocol::RoomHead {
            room,
            seq: sent.seq,
        }],
    };
    let resumed = ask(&client, &resume).await.expect("what was missed");
    assert_eq!(resumed.rooms[0].head, after.seq);
}
