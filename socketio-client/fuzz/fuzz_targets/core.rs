//! Anything from the network, at any time, in any order: the core does not panic, resolves each
//! ack once, and stays within its bounds.
//!
//! `cargo +nightly fuzz run core` in the folder of socketio-client.
#![no_main]

use std::{collections::HashMap, time::Duration};

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use socketio_client::core::{
    Config, Core, Frame, Input, Payload, RequestFailed, Transmit, Transports,
};

const OUTBOX: usize = 10_000;

#[derive(Arbitrary, Debug)]
enum Way {
    WebSocket,
    Polling,
    Upgrade,
    Fallback,
}

#[derive(Arbitrary, Debug)]
enum Step<'a> {
    Text(&'a str),
    Message(&'a str),
    Binary(&'a [u8]),
    Handshake,
    Joined,
    Opened,
    Lost,
    Blocked,
    Writable,
    Probed,
    Answer(&'a str),
    Failed,
    Later(u16),
    Emit(&'a str, bool),
    Volatile,
    Answered,
    TakeEvent,
    TakeFrame,
    ReconnectNow,
    Close,
}

const HANDSHAKE: &str = r#"0{"sid":"s","upgrades":["websocket"],"pingInterval":10000,"pingTimeout":5000,"maxPayload":1000}"#;

fuzz_target!(|input: (Way, Vec<Step>)| {
    let (way, steps) = input;
    let mut config = Config::default();
    config.transports = match way {
        Way::WebSocket => Transports::WebSocketOnly,
        Way::Polling => Transports::PollingOnly,
        Way::Upgrade => Transports::PollingThenUpgrade,
        Way::Fallback => Transports::WebSocketThenPolling,
    };
    (config.inbox, config.outbox, config.max_frame) = (10_000, OUTBOX, 5_000);
    let mut now = Duration::ZERO;
    let mut core = Core::new(config, now);
    let mut asked = HashMap::new();
    let mut requests = Vec::new();
    let mut question = None;
    let frame = |text: &str| Input::Frame(Frame::Text(text.to_owned()));
    for step in steps {
        match step {
            Step::Text(text) => core.handle(frame(text), now),
            Step::Message(text) => core.handle(frame(&format!("4{text}")), now),
            Step::Binary(bytes) => core.handle(Input::Frame(Frame::Binary(bytes.to_vec())), now),
            Step::Handshake => core.handle(frame(HANDSHAKE), now),
            Step::Joined => core.handle(frame(r#"40{"sid":"abc"}"#), now),
            Step::Opened => core.handle(Input::WebSocketOpened, now),
            Step::Lost => core.handle(Input::WebSocketLost, now),
            Step::Blocked => core.handle(Input::Blocked, now),
            Step::Writable => core.handle(Input::Writable, now),
            Step::Probed => core.handle(frame("3probe"), now),
            Step::Answer(body) => {
                if let Some(id) = requests.pop() {
                    let body = match body.len() % 4 {
                        0 => HANDSHAKE,
                        1 => r#"40{"sid":"abc"}"#,
                        _ => body,
                    };
                    let result = Ok(body.to_owned());
                    core.handle(Input::Response { id, result }, now);
                }
            }
            Step::Failed => {
                if let Some(id) = requests.pop() {
                    let result = Err(RequestFailed);
                    core.handle(Input::Response { id, result }, now);
                }
            }
            Step::Later(ms) => {
                now += Duration::from_millis(ms.into());
                core.handle_timeout(now);
            }
            Step::Emit(name, with_ack) => {
                let timeout = with_ack.then_some(Duration::from_secs(5));
                let payload = Payload::default().with_bytes(name.as_bytes().to_vec());
                if let Ok(Some(token)) = core.emit(name, &payload, timeout, now) {
                    asked.insert(token, 0);
                }
            }
            Step::Volatile => drop(core.emit_volatile("v", &Payload::default())),
            Step::Answered => {
                if let Some(question) = question.take() {
                    let _ = core.ack(question, &Payload::default());
                }
            }
            Step::TakeEvent => {
                if let Some(socketio_client::core::Event::Message { ack, .. }) =
                    core.poll_event(now)
                {
                    question = ack;
                }
            }
            Step::TakeFrame => drop(core.poll_frame()),
            Step::ReconnectNow => core.reconnect_now(now),
            Step::Close => core.close(now),
        }
        while let Some(transmit) = core.poll_transmit() {
            if let Transmit::Request(request) = transmit {
                requests.push(request.id);
            }
        }
        while let Some((token, _)) = core.poll_ack() {
            *asked.get_mut(&token).expect("was asked for") += 1;
        }
    }
    core.close(now);
    while let Some((token, _)) = core.poll_ack() {
        *asked.get_mut(&token).expect("was asked for") += 1;
    }
    assert!(asked.values().all(|count| *count == 1), "once each");
});
