//! What is bounded: events that wait, sizes, and what is not taken.

use super::*;
use crate::error::EmitError;

#[test]
fn volatile_events_are_never_kept() {
    let mut core = Core::new(config(), START);
    let emit = |core: &mut Core| core.emit_volatile("at", &Payload::default());
    assert_eq!(emit(&mut core), Ok(Volatile::Dropped));
    join(&mut core);
    core.handle(Input::Blocked, START);
    assert_eq!(emit(&mut core), Ok(Volatile::Dropped));
    core.handle(Input::Writable, START);
    assert_eq!(emit(&mut core), Ok(Volatile::Sent));
    let connect = sent(r#"40/chat,{"token":"t"}"#);
    assert_eq!(frames(&mut core), [connect, sent(r#"42/chat,["at"]"#)]);
}

#[test]
fn an_event_larger_than_the_server_takes_is_refused() {
    let mut core = joined();
    let long = Payload::of(&"x".repeat(500)).expect("JSON");
    let error = core.emit("e", &long, None, START);
    assert_eq!(error, Err(EmitError::TooLarge));

    core.handle(Input::WebSocketLost, START);
    let timeout = Some(Duration::from_secs(5));
    let token = core.emit("e", &long, timeout, START).expect("is kept");
    core.reconnect_now(START);
    join(&mut core);
    let error = AckError::Emit(EmitError::TooLarge);
    assert_eq!(acked(&mut core), [(token.expect("a token"), Err(error))]);
    assert_eq!(frames(&mut core).len(), 1);
}

#[test]
fn what_the_transport_does_not_take_is_bounded() {
    let mut config = config();
    config.outbox = 100;
    let mut core = Core::new(config, START);
    join(&mut core);
    let results: Vec<_> = (0..20)
        .map(|n| core.emit("n", &Payload::of(&n).expect("JSON"), None, START))
        .collect();
    assert!(results.contains(&Err(EmitError::Congested)));
    frames(&mut core);
    assert_eq!(core.emit("n", &Payload::default(), None, START), Ok(None));
}

#[test]
fn an_application_that_takes_no_events_stops_the_reading_and_not_the_connection() {
    let mut config = config();
    config.inbox = 400;
    let mut core = Core::new(config, START);
    join(&mut core);
    while core.wants_input() {
        text(&mut core, r#"42/chat,["e"]"#);
    }
    let silence = START + Duration::from_secs(60);
    core.handle_timeout(silence);
    assert!(
        core.is_connected(),
        "nothing was read, so nothing was heard"
    );
    core.poll_event(silence);
    assert!(core.wants_input());
    assert_eq!(core.poll_timeout(), Some(silence + Duration::from_secs(15)));
}

#[test]
fn without_a_listener_events_take_no_room() {
    let mut config = config();
    config.inbox = 400;
    let mut core = Core::new(config, START);
    join(&mut core);
    core.stop_events(START);
    for _ in 0..100 {
        text(&mut core, r#"42/chat,["e"]"#);
    }
    assert!(core.wants_input());
    assert!(!core.has_event());
}
