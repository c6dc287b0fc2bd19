//! Natter's own Socket.IO client against servers that we did not write, of the npm package
//! socket.io and of the PyPI package python-socketio, by each transport: so that it is a Socket.IO
//! client and not a client of Natter alone.
//!
//! README.md says what is needed once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#[path = "support/listening.rs"]
mod listening;
#[path = "support/proxy.rs"]
mod proxy;
#[path = "support/socketio_server.rs"]
mod socketio_server;
#[allow(dead_code, reason = "each test file uses its part")]
mod support;

use std::time::Duration;

use listening::{connect, connected, disconnected, message, next, upgraded};
use proxy::{Policy, Proxy};
use serde_json::{Value, json};
use socketio_client::{
    AckError, Builder, Client, DisconnectReason, Event, Events, Payload, Transport, Transports,
    Volatile,
};
use socketio_server::{Kind, Server};
use support::PATIENCE;

/// The same tests against each server by each transport.
macro_rules! each {
    ($($test:ident)*) => {
        each!(@ npm_websocket Npm WebSocketOnly $($test)*);
        each!(@ npm_polling Npm PollingOnly $($test)*);
        each!(@ npm_upgrade Npm PollingThenUpgrade $($test)*);
        each!(@ npm_default Npm WebSocketThenPolling $($test)*);
        each!(@ pypi_websocket PyPi WebSocketOnly $($test)*);
        each!(@ pypi_polling PyPi PollingOnly $($test)*);
        each!(@ pypi_upgrade PyPi PollingThenUpgrade $($test)*);
        each!(@ pypi_default PyPi WebSocketThenPolling $($test)*);
    };
    (@ $suite:ident $kind:ident $transports:ident $($test:ident)*) => {
        mod $suite {
            use super::*;
            $(
                #[tokio::test]
                async fn $test() {
                    super::$test(Server::start(Kind::$kind), Transports::$transports).await;
                }
            )*
        }
    };
}

each! {
    speaks_the_tutorial
    joins_with_auth_and_is_refused_without
    acks_carry_any_arguments_and_bytes_in_both_directions
    an_ack_that_does_not_come_times_out
    a_burst_arrives_whole_and_in_order
    what_is_sent_while_it_connects_arrives_once_and_in_order
    answers_heartbeats
    comes_back_after_the_line_was_cut
    comes_back_after_a_restart
    a_disconnect_by_the_server_is_told
    what_is_larger_than_the_server_takes_is_refused_and_harms_nothing
    what_is_volatile_goes_out_when_nothing_else_does
}

fn strict(server: &Server, transports: Transports) -> Builder {
    let auth = json!({"token": "open sesame"});
    connect(&server.url, "/strict", auth).transports(transports)
}

fn start(builder: Builder) -> (Client, Events) {
    builder.connect().expect("an address")
}

async fn echo(client: &Client, text: &str) {
    let back = client.emit_with_ack::<String>("echo", text, PATIENCE).await;
    assert_eq!(back.as_deref(), Ok(text));
}

async fn speaks_the_tutorial(server: Server, transports: Transports) {
    let builder = connect(&server.url, "/", json!({})).transports(transports);
    let (client, mut events) = start(builder);
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

async fn joins_with_auth_and_is_refused_without(server: Server, transports: Transports) {
    let (client, mut events) = start(strict(&server, transports));
    let id = connected(&mut events).await;
    let no_arguments = Payload::default();
    let me = client
        .emit_payload_with_ack("who am I", no_arguments, PATIENCE)
        .await
        .expect("an ack");
    let me: Value = me.read().expect("JSON");
    assert_eq!(me, json!({"id": id, "auth": {"token": "open sesame"}}));

    let guess = strict(&server, transports).auth(json!({"token": "guess"}));
    let (client, mut events) = start(guess);
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

async fn acks_carry_any_arguments_and_bytes_in_both_directions(
    server: Server,
    transports: Transports,
) {
    let (client, mut events) = start(strict(&server, transports));
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
        let answer = Payload::of("three").expect("JSON");
        question.answer(answer).expect("is sent");
    };
    let (answer, ()) = tokio::join!(asking, answering);
    assert_eq!(answer.as_deref(), Ok("three"));
}

async fn an_ack_that_does_not_come_times_out(server: Server, transports: Transports) {
    let (client, mut events) = start(strict(&server, transports));
    connected(&mut events).await;
    let silence = client
        .emit_with_ack::<Value>("silence", &json!({}), Duration::from_millis(50))
        .await;
    assert_eq!(silence, Err(AckError::Timeout));
    echo(&client, "still").await;
}

async fn a_burst_arrives_whole_and_in_order(server: Server, transports: Transports) {
    let (client, mut events) = start(strict(&server, transports));
    connected(&mut events).await;
    client.emit("burst", &1_000).expect("is sent");
    for expected in 0..1_000 {
        assert_eq!(number(&mut events).await, expected);
    }
}

async fn number(events: &mut Events) -> u32 {
    let payload = message(events, "number").await;
    payload.read().expect("a number")
}

/// Where there is an upgrade, it happens meanwhile. Each waits for the one before, as servers may
/// handle events side by side.
async fn what_is_sent_while_it_connects_arrives_once_and_in_order(
    server: Server,
    transports: Transports,
) {
    let (client, mut events) = start(strict(&server, transports));
    let mut is_upgraded = transports != Transports::PollingThenUpgrade;
    let (mut told, mut sent) = (0, 0);
    while told < 200 || !is_upgraded {
        if sent == told {
            client.emit("mirror", &sent).expect("is sent");
            sent += 1;
        }
        let event = tokio::time::timeout(PATIENCE, events.next()).await;
        match event.expect("in time").expect("goes on") {
            Event::Message(message) => {
                assert_eq!(message.payload.read::<u32>().expect("a number"), told);
                told += 1;
            }
            Event::Upgraded => is_upgraded = true,
            Event::Connected { .. } => {}
            other => panic!("{other:?}"),
        }
    }
    let expected = match transports {
        Transports::PollingOnly => Transport::Polling,
        _ => Transport::WebSocket,
    };
    assert_eq!(client.transport(), Some(expected));
}

async fn answers_heartbeats(server: Server, transports: Transports) {
    let (_client, mut events) = start(strict(&server, transports));
    connected(&mut events).await;
    message(&mut events, "four heartbeats").await;
}

async fn comes_back_after_the_line_was_cut(server: Server, transports: Transports) {
    let (client, mut events) = start(strict(&server, transports));
    let first = connected(&mut events).await;
    if transports == Transports::PollingThenUpgrade {
        upgraded(&mut events).await;
    }
    client.emit("cut the line", &json!({})).expect("is sent");
    let reason = disconnected(&mut events).await;
    assert_eq!(reason, DisconnectReason::TransportClosed);
    // What was written meanwhile is sent then.
    let (second, ()) = tokio::join!(connected(&mut events), echo(&client, "meanwhile"));
    assert_ne!(first, second);
}

async fn comes_back_after_a_restart(mut server: Server, transports: Transports) {
    let (client, mut events) = start(strict(&server, transports));
    connected(&mut events).await;
    server.restart();
    disconnected(&mut events).await;
    connected(&mut events).await;
    echo(&client, "again").await;
}

async fn a_disconnect_by_the_server_is_told(server: Server, transports: Transports) {
    let (client, mut events) = start(strict(&server, transports));
    connected(&mut events).await;
    client.emit("put me out", &json!({})).expect("is sent");
    let reason = disconnected(&mut events).await;
    assert_eq!(reason, DisconnectReason::ServerDisconnect);
}

async fn what_is_larger_than_the_server_takes_is_refused_and_harms_nothing(
    server: Server,
    transports: Transports,
) {
    let (client, mut events) = start(strict(&server, transports));
    connected(&mut events).await;
    let huge = client
        .emit_with_ack::<Value>("echo", &"x".repeat(2 << 20), PATIENCE)
        .await;
    assert_eq!(
        huge,
        Err(AckError::Emit(socketio_client::EmitError::TooLarge))
    );
    echo(&client, "still").await;
}

async fn what_is_volatile_goes_out_when_nothing_else_does(server: Server, transports: Transports) {
    let (client, mut events) = start(strict(&server, transports));
    assert_eq!(client.emit_volatile("mirror", &1), Ok(Volatile::Dropped));
    connected(&mut events).await;
    if transports == Transports::PollingThenUpgrade {
        upgraded(&mut events).await;
    }
    echo(&client, "quiet").await;
    // The POST before may just be ending.
    while client.emit_volatile("mirror", &2) == Ok(Volatile::Dropped) {
        tokio::task::yield_now().await;
    }
    assert_eq!(number(&mut events).await, 2);
}

/// Polling carries on where a proxy stands in a WebSocket's way, whichever is tried first.
async fn works_behind(kind: Kind, policy: Policy) {
    for transports in [
        Transports::WebSocketThenPolling,
        Transports::PollingThenUpgrade,
    ] {
        let server = Server::start(kind);
        let proxy = Proxy::start(server.port(), policy).await;
        let auth = json!({"token": "open sesame"});
        let builder = connect(&proxy.url, "/strict", auth)
            .transports(transports)
            .fallback_after(Duration::from_millis(500))
            .upgrade_timeout(Duration::from_millis(500));
        let (client, mut events) = start(builder);
        connected(&mut events).await;
        proxy.websocket_given_up().await;
        // This server sends nothing more by polling when a probe does not arrive, and ends the
        // connection: the next one has to go on by polling alone.
        if (kind, policy, transports)
            == (Kind::PyPi, Policy::Swallow, Transports::PollingThenUpgrade)
        {
            disconnected(&mut events).await;
            connected(&mut events).await;
        }
        for _ in 0..20 {
            echo(&client, "after").await;
        }
        client.emit("burst", &100).expect("is sent");
        for expected in 0..100 {
            assert_eq!(number(&mut events).await, expected);
        }
        assert_eq!(client.transport(), Some(Transport::Polling));
        client.close().await;
    }
}

macro_rules! behind_a_proxy {
    ($($test:ident $kind:ident $policy:ident)*) => {
        mod behind_a_proxy {
            use super::*;
            $(
                #[tokio::test]
                async fn $test() {
                    works_behind(Kind::$kind, Policy::$policy).await;
                }
            )*
        }
    };
}

behind_a_proxy! {
    npm_that_refuses_websockets Npm Refuse
    npm_that_does_not_answer_them Npm Ignore
    npm_that_swallows_their_frames Npm Swallow
    pypi_that_refuses_websockets PyPi Refuse
    pypi_that_does_not_answer_them PyPi Ignore
    pypi_that_swallows_their_frames PyPi Swallow
}

#[tokio::test]
async fn tls_carries_both_transports_and_only_what_is_trusted() {
    let folder = tempfile::tempdir().expect("a folder");
    let names = vec!["localhost".to_owned()];
    let own = rcgen::generate_simple_self_signed(names).expect("a certificate");
    let (key, certificate) = (folder.path().join("key"), folder.path().join("certificate"));
    std::fs::write(&key, own.signing_key.serialize_pem()).expect("is written");
    std::fs::write(&certificate, own.cert.pem()).expect("is written");
    let server = Server::start_with_tls(&key, &certificate);

    let (_client, mut events) = start(strict(&server, Transports::default()));
    let reason = next(&mut events, |event| match event {
        Event::Reconnecting { reason, .. } => Some(reason),
        _ => None,
    })
    .await;
    assert_eq!(reason, DisconnectReason::Unreachable);

    let trusting = strict(&server, Transports::PollingThenUpgrade).trust(own.cert.der());
    let (client, mut events) = start(trusting);
    connected(&mut events).await;
    upgraded(&mut events).await;
    echo(&client, "in secret").await;
}
