//! The core, without a network: a server is played by hand.
#![allow(clippy::expect_used, clippy::panic)]

mod bounds;
#[cfg(feature = "polling")]
mod polling;
mod properties;

use super::*;
use crate::error::EmitError;
use serde_json::json;

const START: Duration = Duration::from_secs(100);

fn config() -> Config {
    Config {
        namespace: "/chat".into(),
        auth: Some(json!({"token": "t"})),
        backoff: Some(Backoff::default()),
        seed: 7,
        transports: Transports::WebSocketOnly,
        buffer: 3,
        max_frame: 1000,
        ..Config::default()
    }
}

fn text(core: &mut Core, text: &str) {
    core.handle(Input::Frame(Frame::Text(text.into())), START);
}

fn transmits(core: &mut Core) -> Vec<Transmit> {
    std::iter::from_fn(|| core.poll_transmit()).collect()
}

fn frames(core: &mut Core) -> Vec<Frame> {
    std::iter::from_fn(|| core.poll_frame()).collect()
}

fn events(core: &mut Core) -> Vec<Event> {
    std::iter::from_fn(|| core.poll_event(START)).collect()
}

fn acked(core: &mut Core) -> Vec<(AckToken, Result<Payload, AckError>)> {
    std::iter::from_fn(|| core.poll_ack()).collect()
}

fn sent(text: &str) -> Frame {
    Frame::Text(text.into())
}

fn open() -> Transmit {
    Transmit::OpenWebSocket {
        query: "EIO=4&transport=websocket".into(),
    }
}

const HANDSHAKE: &str =
    r#"0{"sid":"any form","upgrades":[],"pingInterval":10000,"pingTimeout":5000,"maxPayload":500}"#;

fn join(core: &mut Core) {
    core.handle(Input::WebSocketOpened, START);
    text(core, HANDSHAKE);
    text(core, r#"40/chat,{"sid":"abc"}"#);
}

fn joined() -> Core {
    let mut core = Core::new(config(), START);
    join(&mut core);
    transmits(&mut core);
    frames(&mut core);
    events(&mut core);
    core
}

#[test]
fn a_connection_opens_joins_with_auth_and_tells_its_id() {
    let mut core = Core::new(config(), START);
    assert_eq!(transmits(&mut core), [open()]);
    core.handle(Input::WebSocketOpened, START);
    text(&mut core, HANDSHAKE);
    assert_eq!(frames(&mut core), [sent(r#"40/chat,{"token":"t"}"#)]);
    text(&mut core, r#"40/chat,{"sid":"abc"}"#);
    assert_eq!(events(&mut core), [Event::Connected { sid: "abc".into() }]);
    assert!(core.is_connected());
}

#[test]
fn what_was_emitted_before_waits_and_goes_out_in_order() {
    let mut core = Core::new(config(), START);
    for n in 0..3 {
        core.emit("n", &Payload::of(&n).expect("JSON"), None, START)
            .expect("kept");
    }
    let full = core.emit("n", &Payload::default(), None, START);
    assert_eq!(full, Err(EmitError::BufferFull));
    join(&mut core);
    let sent_events: Vec<_> = frames(&mut core).into_iter().skip(1).collect();
    let expected: Vec<_> = (0..3)
        .map(|n| sent(&format!(r#"42/chat,["n",{n}]"#)))
        .collect();
    assert_eq!(sent_events, expected);
}

#[test]
fn the_oldest_can_be_dropped_and_its_ack_fails() {
    let mut config = config();
    config.overflow = Overflow::DropOldest;
    let mut core = Core::new(config, START);
    let timeout = Some(Duration::from_secs(5));
    let first = core
        .emit("n", &Payload::default(), timeout, START)
        .expect("kept")
        .expect("token");
    for _ in 0..3 {
        core.emit("n", &Payload::default(), None, START)
            .expect("kept");
    }
    assert_eq!(acked(&mut core), [(first, Err(AckError::Dropped))]);
}

#[test]
fn an_ack_resolves_once_and_late_ones_are_ignored() {
    let mut core = joined();
    let timeout = Some(Duration::from_secs(5));
    let token = core.emit("send", &Payload::of("hi").expect("JSON"), timeout, START);
    let token = token.expect("sent").expect("token");
    assert_eq!(frames(&mut core), [sent(r#"42/chat,0["send","hi"]"#)]);
    text(&mut core, r#"43/chat,0["yes"]"#);
    text(&mut core, r#"43/chat,0["again"]"#);
    text(&mut core, r#"43/chat,99["never asked"]"#);
    let result = Ok(Payload::of("yes").expect("JSON"));
    assert_eq!(acked(&mut core), [(token, result)]);
    assert_eq!(core.poll_timeout(), Some(START + Duration::from_secs(15)));
}

#[test]
fn an_ack_times_out_and_a_lost_connection_fails_it() {
    let mut core = joined();
    let timeout = Duration::from_secs(5);
    let token = core.emit("a", &Payload::default(), Some(timeout), START);
    let token = token.expect("sent").expect("token");
    assert_eq!(core.poll_timeout(), Some(START + timeout));
    core.handle_timeout(START + timeout);
    assert_eq!(acked(&mut core), [(token, Err(AckError::Timeout))]);

    let token = core.emit("b", &Payload::default(), Some(timeout), START);
    let token = token.expect("sent").expect("token");
    core.handle(Input::WebSocketLost, START);
    assert_eq!(acked(&mut core), [(token, Err(AckError::Disconnected))]);
}

#[test]
fn an_event_that_was_given_up_while_it_waited_is_not_sent() {
    let mut core = Core::new(config(), START);
    let timeout = Duration::from_secs(1);
    core.emit("a", &Payload::default(), Some(timeout), START)
        .expect("kept");
    core.handle_timeout(START + timeout);
    join(&mut core);
    assert_eq!(frames(&mut core), [sent(r#"40/chat,{"token":"t"}"#)]);
}

#[test]
fn pings_are_answered_and_a_silent_server_is_left() {
    let mut core = joined();
    text(&mut core, "2");
    assert_eq!(frames(&mut core), [sent("3")]);
    let deadline = core.poll_timeout().expect("a deadline");
    assert_eq!(deadline, START + Duration::from_secs(15));
    core.handle_timeout(deadline);
    assert_eq!(transmits(&mut core), [Transmit::CloseWebSocket]);
    let [
        Event::Disconnected {
            reason: DisconnectReason::PingTimeout,
        },
        Event::Reconnecting {
            attempt: 1, delay, ..
        },
    ] = events(&mut core)[..]
    else {
        panic!("it tries again");
    };
    core.handle_timeout(deadline + delay);
    assert_eq!(transmits(&mut core), [open()]);
}

#[test]
fn a_refusal_is_told_whole_and_stops_the_tries() {
    let mut core = Core::new(config(), START);
    core.handle(Input::WebSocketOpened, START);
    text(&mut core, HANDSHAKE);
    text(&mut core, r#"44/chat,{"message":"no","data":{"code":7}}"#);
    let data = json!({"message": "no", "data": {"code": 7}});
    assert_eq!(events(&mut core), [Event::Refused { data }]);
    assert_eq!(core.poll_timeout(), None);
    core.set_auth(Some(json!({"token": "other"})));
    transmits(&mut core);
    core.reconnect_now(START);
    core.handle(Input::WebSocketOpened, START);
    text(&mut core, HANDSHAKE);
    assert_eq!(transmits(&mut core), [open()]);
    assert_eq!(frames(&mut core), [sent(r#"40/chat,{"token":"other"}"#)]);
}

#[test]
fn attachments_are_put_together_in_both_directions() {
    let mut core = joined();
    let payload = Payload::of("file")
        .expect("JSON")
        .with_bytes(vec![1, 2])
        .with_bytes(vec![3]);
    core.emit("up", &payload, None, START).expect("sent");
    let out = frames(&mut core);
    assert_eq!(out.len(), 3);
    let Frame::Text(head) = &out[0] else {
        panic!("text first")
    };
    assert!(head.starts_with(r#"452-/chat,["up","file","#), "{head}");

    let header = head
        .strip_prefix('4')
        .map(|rest| format!("4{rest}"))
        .expect("a packet");
    text(&mut core, &header);
    assert_eq!(events(&mut core), []);
    for bytes in [vec![1, 2], vec![3]] {
        core.handle(Input::Frame(Frame::Binary(bytes)), START);
    }
    let [
        Event::Message {
            name,
            payload,
            ack: None,
        },
    ] = &events(&mut core)[..]
    else {
        panic!("one event");
    };
    assert_eq!(name, "up");
    assert_eq!(
        (payload.bytes(1), payload.bytes(2)),
        (Some(&[1, 2][..]), Some(&[3][..]))
    );
    assert_eq!(payload.bytes(0), None);
}

#[test]
fn what_breaks_the_protocol_or_the_limits_ends_the_connection() {
    let long = format!("42/chat,[\"{}\"]", "x".repeat(1000));
    for bad in [
        "",
        "9",
        "42/chat,[]",
        "42/chat,[1]",
        "42/chat,{",
        "451-",
        "45999999999-[\"x\"]",
        "4é",
        &long,
    ] {
        let mut core = joined();
        text(&mut core, bad);
        assert!(!core.is_connected(), "{bad}");
        let reason = DisconnectReason::ParseError;
        assert!(
            events(&mut core).contains(&Event::Disconnected { reason }),
            "{bad}"
        );
    }
    let mut core = joined();
    core.handle(Input::Frame(Frame::Binary(vec![1])), START);
    assert!(!core.is_connected());
}

#[test]
fn other_namespaces_are_not_ours() {
    let mut core = joined();
    text(&mut core, r#"42["root"]"#);
    text(&mut core, r#"42/other,["x"]"#);
    text(&mut core, r#"41/other,"#);
    assert_eq!(events(&mut core), []);
    assert!(core.is_connected());
}

#[test]
fn closing_says_good_bye_and_ends() {
    let mut core = joined();
    let timeout = Some(Duration::from_secs(5));
    let token = core
        .emit("a", &Payload::default(), timeout, START)
        .expect("sent")
        .expect("token");
    transmits(&mut core);
    frames(&mut core);
    core.close(START);
    assert_eq!(transmits(&mut core), []);
    assert_eq!(frames(&mut core), [sent("41/chat,")]);
    assert_eq!(transmits(&mut core), [Transmit::CloseWebSocket]);
    let reason = DisconnectReason::ClientClosed;
    assert_eq!(events(&mut core), [Event::Disconnected { reason }]);
    assert_eq!(acked(&mut core), [(token, Err(AckError::Closed))]);
    assert!(core.is_closed());
    assert_eq!(
        core.emit("a", &Payload::default(), None, START),
        Err(EmitError::Closed)
    );
}

#[test]
fn reserved_names_are_refused() {
    let mut core = joined();
    let error = core.emit("disconnect", &Payload::default(), None, START);
    assert_eq!(error, Err(EmitError::ReservedName));
}

#[test]
fn a_good_bye_that_nobody_takes_is_not_waited_for() {
    let mut core = joined();
    core.close(START);
    let deadline = core.poll_timeout().expect("a deadline");
    core.handle_timeout(deadline);
    assert!(core.is_closed());
    assert_eq!(transmits(&mut core), [Transmit::CloseWebSocket]);
}

#[test]
fn an_answer_to_an_earlier_connection_is_not_sent_on_a_later_one() {
    let mut core = joined();
    text(&mut core, r#"42/chat,5["e"]"#);
    let Some(Event::Message { ack: Some(ack), .. }) = core.poll_event(START) else {
        panic!("a question");
    };
    core.handle(Input::WebSocketLost, START);
    core.reconnect_now(START);
    join(&mut core);
    frames(&mut core);
    assert_eq!(core.ack(ack, &Payload::default()), Ok(()));
    assert_eq!(frames(&mut core), []);
}
