//! Natter's own protocol on `/chat`, spoken by `rust_socketio`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#[allow(dead_code, reason = "each test file uses its part")]
mod support;

use rust_socketio::TransportType;
use serde_json::json;
use support::{Guest, Natter, ask, knock};

fn two_guests_talk(transport: &TransportType) {
    let natter = Natter::start(&["--lobby", "open"]);
    let [ada, bob] = [(); 2].map(|()| Guest::enter(&natter, transport.clone()));
    assert_eq!(ada.welcome["me"], ada.session["member"]);
    assert_eq!(ada.welcome["protocol"], 2);

    let ack = ada.send("client-id-1", "hello");
    assert_eq!(ack["ok"]["seq"], 1, "{ack}");
    for guest in [&ada, &bob] {
        let message = guest.heard.next("message");
        assert_eq!(message["content"]["text"], "hello");
        assert_eq!(message["seq"], 1);
        assert_eq!(message["author"], ada.session["member"]);
    }
    let again = ada.send("client-id-1", "hello");
    assert_eq!(again["ok"]["id"], ack["ok"]["id"], "a retry is the same");
    assert_eq!(again["ok"]["repeated"], true);
    assert_eq!(bob.send("client-id-2", "hello yourself")["ok"]["seq"], 2);
    assert_eq!(ada.heard.next("message")["seq"], 2);

    let renamed = ask(&ada.client, "set_name", json!({"name": "Ada"}));
    assert_eq!(renamed["ok"]["name"], "Ada", "{renamed}");
    assert_eq!(bob.heard.next("member_changed"), renamed["ok"]);
}

#[test]
fn polling() {
    two_guests_talk(&TransportType::Polling);
}

#[test]
fn websocket() {
    two_guests_talk(&TransportType::Websocket);
}

#[test]
fn polling_then_upgrade() {
    two_guests_talk(&TransportType::WebsocketUpgrade);
}

#[test]
fn without_a_session_the_door_stays_shut() {
    let natter = Natter::start(&["--lobby", "open"]);
    let unknown = json!({ "token": "0".repeat(32) });
    let (_client, heard) = knock(&natter, "/chat", TransportType::Websocket, unknown);
    let error = heard.next("error").to_string();
    assert!(error.contains("unauthenticated"), "{error}");
}

#[test]
fn errors_are_typed() {
    let natter = Natter::start(&["--lobby", "open", "--rate-limits", "off"]);
    let ada = Guest::enter(&natter, TransportType::Websocket);
    assert_eq!(
        ada.send("client-id-1", " ")["error"]["code"],
        "invalid_body"
    );
    assert_eq!(ada.send("short", "x")["error"]["code"], "invalid_payload");
    let unknown = ask(&ada.client, "sned", json!({}));
    assert_eq!(unknown["error"]["code"], "unknown_event");
}

#[test]
fn killed_and_started_again_nothing_acked_is_lost() {
    let mut natter = Natter::start(&["--lobby", "open", "--rate-limits", "off"]);
    let ada = Guest::enter(&natter, TransportType::Websocket);
    for i in 1..=20 {
        let ack = ada.send(&format!("client-id-{i}"), &format!("line {i}"));
        assert_eq!(ack["ok"]["seq"], i, "{ack}");
    }
    natter.kill_and_start_again();
    let auth = json!({ "token": ada.session["token"] });
    let (client, heard) = support::connect(&natter, "/chat", TransportType::Websocket, auth);
    let welcome = heard.next("welcome");
    assert_eq!(
        welcome["heads"],
        json!([{ "room": ada.lobby, "seq": 20, "rev": 20 }])
    );
    let resume = json!({ "rooms": [{ "room": ada.lobby, "seq": 15, "rev": 15 }] });
    let missed = ask(&client, "resume", resume)["ok"]["rooms"][0]["missed"]["messages"].clone();
    let seqs: Vec<_> = missed
        .as_array()
        .expect("messages")
        .iter()
        .map(|message| message["seq"].as_u64())
        .collect();
    assert_eq!(seqs, (16..=20).map(Some).collect::<Vec<_>>());
}
