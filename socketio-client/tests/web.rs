//! The client in a real browser, against a server that is played by a script in the page.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Duration;

use serde_json::json;
use socketio_client::{
    AckError, Backoff, Builder, Client, DisconnectReason, Event, Events, Payload, Transports,
};
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
      this.bufferedAmount = 0;
      this.isOpen = true;
      globalThis.opened += 1;
      globalThis.latest = this;
      setTimeout(() => {
        if (globalThis.isDown) return this.drop();
        this.onopen?.(new Event('open'));
        this.say('0{"sid":"e","upgrades":[],"pingInterval":60000,"pingTimeout":60000,"maxPayload":1000000}');
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
    builder()
        .transports(Transports::WebSocketOnly)
        .connect()
        .expect("an address")
}

fn builder() -> Builder {
    Client::builder("http://chat.example")
        .namespace("/test")
        .reconnect(Some(Backoff {
            first: Duration::from_millis(5),
            max: Duration::from_millis(20),
        }))
}

async fn connected(events: &mut Events) -> String {
    loop {
        match events.next().await.expect("an event") {
            Event::Connected { sid } => return sid,
            Event::Reconnecting { .. } | Event::Disconnected { .. } | Event::Upgraded => {}
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

#[cfg(feature = "polling")]
mod polling {
    use socketio_client::Transport;
    use wasm_bindgen::prelude::wasm_bindgen;

    use super::*;

    #[wasm_bindgen(inline_js = r#"
    // A Socket.IO server behind the browser's own fetch, and WebSockets that open only if they may.
    export function play_polling_server(websockets) {
      const out = [];
      let waiting = null, upgraded = null;
      globalThis.requests = [];
      const flush = () => {
        if (upgraded) return out.splice(0).forEach((one) => upgraded.say(one));
        if (waiting && out.length) { waiting(new Response(out.splice(0).join('\x1e'))); waiting = null; }
      };
      const say = (packet) => { out.push(packet); flush(); };
      const hear = (packet) => {
        if (packet === '40/test,') return say('40/test,{"sid":"s1"}');
        if (packet.startsWith('b')) return say('42/test,["bytes","' + packet + '"]');
        if (packet.startsWith('451-')) return;
        if (!packet.startsWith('42/test,')) return;
        const [, id, json] = packet.slice(8).match(/^(\d*)(.*)$/s);
        const [name, argument] = JSON.parse(json);
        if (name === 'echo') say('43/test,' + id + JSON.stringify([argument]));
        if (name === 'file') { say('451-/test,["file",{"_placeholder":true,"num":0}]'); say('bBwg='); }
      };
      globalThis.fetch = (url, init) => new Promise((resolve, reject) => {
        globalThis.requests.push((init.method ?? 'GET') + ' ' + url.replace(/t=\d+/, 't'));
        init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
        if (init.body !== undefined && init.body !== null) {
          init.body.split('\x1e').forEach(hear);
          return resolve(new Response('ok'));
        }
        if (!url.includes('sid=')) {
          return resolve(new Response('0{"sid":"e","upgrades":["websocket"],"pingInterval":60000,"pingTimeout":60000,"maxPayload":1000000}'));
        }
        waiting = resolve;
        flush();
      });
      globalThis.WebSocket = class {
        constructor(url) {
          this.isOpen = true;
          this.bufferedAmount = 0;
          setTimeout(() => websockets ? this.onopen?.(new Event('open')) : this.onclose?.(new Event('close')));
        }
        say(data) { setTimeout(() => this.isOpen && this.onmessage?.(new MessageEvent('message', { data }))); }
        close() { this.isOpen = false; }
        send(data) {
          if (data === '2probe') { this.say('3probe'); return say('6'); }
          if (data === '5') { upgraded = this; return flush(); }
          hear(data);
        }
      };
    }
    export function requests() { return globalThis.requests; }
    "#)]
    extern "C" {
        fn play_polling_server(websockets: bool);
        fn requests() -> Vec<String>;
    }

    async fn echo(client: &Client, text: &str) {
        let answer = client.emit_with_ack::<String>("echo", text, Duration::from_secs(5));
        assert_eq!(answer.await.as_deref(), Ok(text));
    }

    #[wasm_bindgen_test]
    async fn where_no_websocket_opens_it_polls() {
        play_polling_server(false);
        let (client, mut events) = builder().connect().expect("an address");
        connected(&mut events).await;
        assert_eq!(client.transport(), Some(Transport::Polling));
        echo(&client, "hé 🙂").await;
        assert_eq!(
            requests()[..2],
            [
                "GET http://chat.example/socket.io/?EIO=4&transport=polling&t",
                "GET http://chat.example/socket.io/?EIO=4&transport=polling&t&sid=e"
            ]
        );
        client.emit("file", &()).expect("sent");
        let Some(Event::Message(message)) = events.next().await else {
            panic!("a message");
        };
        assert_eq!(message.payload.bytes(0), Some(&[7, 8][..]));
        let payload = Payload::default().with_bytes(vec![7, 8]);
        client.emit_payload("up", payload).expect("sent");
        let Some(Event::Message(message)) = events.next().await else {
            panic!("a message");
        };
        assert_eq!(message.payload.read::<String>().expect("text"), "bBwg=");
        client.close().await;
    }

    #[wasm_bindgen_test]
    async fn polling_gives_way_to_a_websocket() {
        play_polling_server(true);
        let (client, mut events) = builder()
            .transports(Transports::PollingThenUpgrade)
            .connect()
            .expect("an address");
        echo(&client, "before").await;
        while !matches!(events.next().await, Some(Event::Upgraded)) {}
        let until_then = requests().len();
        echo(&client, "after").await;
        assert_eq!(client.transport(), Some(Transport::WebSocket));
        assert_eq!(requests().len(), until_then, "no request after the upgrade");
    }
}
