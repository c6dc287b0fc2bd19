//! The client in a real browser, against a server that is played by a script in the page.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Duration;

use serde_json::json;
use socketio_client::{AckError, Backoff, Client, DisconnectReason, Event, Events, Payload};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(inline_js = r#"
// A Socket.IO server behind the browser's own WebSocket interface.
export function play_server() {
  globalThis.opened = 0;
  globalThis.WebSocket = class {
    constructor(url) {
      this.url = url;
      this.isOpen = true;
      globalThis.opened += 1;
      globalThis.latest = this;
      setTimeout(() => {
        if (globalThis.isDown) return this.drop();
        this.onopen?.(new Event('open'));
        this.say('0{"sid":"e","upgrades":[],"pingInterval":60000,"pingTimeout":60000,"maxPayload":1}');
      });
    }
    say(data) { setTimeout(() => this.isOpen && this.onmessage?.(new MessageEvent('message', { data }))); }
    drop() { this.isOpen = false; this.onclose?.(new Event('close')); }
    close() { this.isOpen = false; }
    send(data) {
      if (typeof data !== 'string') return this.say('42/test,["bytes",' + data.byteLength + ']');
      if (data.startsWith('40/test,')) return this.say('40/test,{"sid":"s' + globalThis.opened + '"}');
      if (data.startsWith('42/test,')) {
        const [, id, json] = data.slice(8).match(/^(\d*)(.*)$/s);
        const [name, argument] = JSON.parse(json);
        if (name === 'echo') this.say('43/test,' + id + JSON.stringify([argument]));
        if (name === 'binary') { this.say('451-/test,["file",{"_placeholder":true,"num":0}]'); this.say(new Uint8Array([7, 8]).buffer); }
        if (name === 'cut') this.drop();
      }
    }
  };
}
export function set_down(down) { globalThis.isDown = down; }
export function latest_url() { return globalThis.latest.url; }
"#)]
extern "C" {
    fn play_server();
    fn set_down(down: bool);
    fn latest_url() -> String;
}

fn start() -> (Client, Events) {
    play_server();
    set_down(false);
    Client::builder("http://chat.example")
        .namespace("/test")
        .reconnect(Some(Backoff {
            first: Duration::from_millis(5),
            max: Duration::from_millis(20),
        }))
        .connect()
        .expect("an address")
}

async fn connected(events: &mut Events) -> String {
    loop {
        match events.next().await.expect("an event") {
            Event::Connected { sid } => return sid,
            Event::Reconnecting { .. } | Event::Disconnected { .. } => {}
            other => panic!("{other:?}"),
        }
    }
}

#[wasm_bindgen_test]
async fn it_joins_asks_and_is_answered() {
    let (client, mut events) = start();
    assert_eq!(connected(&mut events).await, "s1");
    assert_eq!(
        latest_url(),
        "ws://chat.example/socket.io/?EIO=4&transport=websocket"
    );
    let answer: serde_json::Value = client
        .emit_with_ack("echo", &json!({"text": "hé 🙂"}), Duration::from_secs(5))
        .await
        .expect("an answer");
    assert_eq!(answer, json!({"text": "hé 🙂"}));
    client.close().await;
    let last = events.next().await;
    assert!(matches!(
        last,
        Some(Event::Disconnected {
            reason: DisconnectReason::ClientClosed
        })
    ));
    assert!(events.next().await.is_none());
}

#[wasm_bindgen_test]
async fn bytes_go_both_ways() {
    let (client, mut events) = start();
    connected(&mut events).await;
    client.emit("binary", &()).expect("sent");
    let Some(Event::Message(message)) = events.next().await else {
        panic!("a message");
    };
    assert_eq!(
        (message.name.as_str(), message.payload.bytes(0)),
        ("file", Some(&[7, 8][..]))
    );
    let payload = Payload::default().with_bytes(vec![1, 2, 3]);
    client.emit_payload("up", payload).expect("sent");
    let Some(Event::Message(message)) = events.next().await else {
        panic!("a message");
    };
    assert_eq!(message.payload.read::<u32>().expect("a length"), 3);
}

#[wasm_bindgen_test]
async fn a_lost_connection_comes_back_and_what_waited_is_sent() {
    let (client, mut events) = start();
    connected(&mut events).await;
    set_down(true);
    let lost: Result<(), AckError> = client
        .emit_with_ack("cut", &(), Duration::from_secs(5))
        .await;
    assert_eq!(lost, Err(AckError::Disconnected));
    let waiting = client.emit_with_ack::<String>("echo", "later", Duration::from_secs(5));
    set_down(false);
    connected(&mut events).await;
    assert_eq!(waiting.await.expect("an answer"), "later");
}

#[wasm_bindgen_test]
async fn an_ack_that_does_not_come_times_out() {
    let (client, mut events) = start();
    connected(&mut events).await;
    let none: Result<(), AckError> = client
        .emit_with_ack("silence", &(), Duration::from_millis(30))
        .await;
    assert_eq!(none, Err(AckError::Timeout));
}
