//! The tutorial's contract on `/`, spoken by `rust_socketio`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#[allow(dead_code, reason = "each test file uses its part")]
mod support;

use rust_socketio::{Payload, TransportType};
use serde_json::{Value, json};
use support::{Natter, connect};

fn what_i_say_comes_back_once(transport: TransportType) {
    let natter = Natter::start(&["--lobby", "echo"]);
    let (client, heard) = connect(&natter, "/", transport, json!({}));
    let mut ids = Vec::new();
    for text in ["one", "two", "three"] {
        client.emit("message", json!(text)).expect("is sent");
        let said = heard.next("message");
        let (id, rest) = said
            .as_str()
            .expect("a text")
            .split_once(' ')
            .expect("two words");
        assert_eq!(rest, format!("said {text}"));
        ids.push(id.to_owned());
    }
    // This library does not tell its socket's id, but it is one id, and three characters of it.
    assert_eq!(ids[0].chars().count(), 3);
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    client.disconnect().expect("disconnects");
}

#[test]
fn polling() {
    what_i_say_comes_back_once(TransportType::Polling);
}

#[test]
fn websocket() {
    what_i_say_comes_back_once(TransportType::Websocket);
}

#[test]
fn polling_then_upgrade() {
    what_i_say_comes_back_once(TransportType::WebsocketUpgrade);
}

#[test]
fn payloads_become_text_as_in_javascript() {
    let natter = Natter::start(&["--lobby", "echo", "--rate-limits", "off"]);
    let (client, heard) = connect(&natter, "/", TransportType::Websocket, json!({}));
    for (payload, text) in [
        (vec![], "undefined"),
        (vec![Value::Null], "null"),
        (vec![json!(5)], "5"),
        (vec![json!([1, 2])], "1,2"),
        (vec![json!({})], "[object Object]"),
    ] {
        client
            .emit("message", Payload::Text(payload))
            .expect("is sent");
        let said = heard.next("message");
        assert!(
            said.as_str()
                .expect("a text")
                .ends_with(&format!(" said {text}")),
            "{said}"
        );
    }
}
