//! Long-polling and the upgrade, with a server that is played by hand.

use super::*;

const UPGRADABLE: &str = r#"0{"sid":"abc","upgrades":["websocket"],"pingInterval":10000,"pingTimeout":5000,"maxPayload":40}"#;

fn start(transports: Transports) -> Core {
    let mut config = config();
    config.transports = transports;
    config.auth = None;
    config.namespace = "/".into();
    Core::new(config, START)
}

/// What is asked for by HTTP: the GET and the POST.
#[derive(Default)]
struct Requests {
    get: Option<RequestId>,
    post: Option<(RequestId, String)>,
    others: Vec<Transmit>,
}

fn requests(core: &mut Core) -> Requests {
    let mut found = Requests::default();
    for transmit in transmits(core) {
        match transmit {
            Transmit::Request(Request { id, body: None, .. }) => {
                assert_eq!(found.get.replace(id), None, "one GET at a time");
            }
            Transmit::Request(Request {
                id,
                body: Some(body),
                ..
            }) => assert_eq!(found.post.replace((id, body)), None, "one POST at a time"),
            other => found.others.push(other),
        }
    }
    found
}

fn answer(core: &mut Core, id: RequestId, body: &str) {
    let result = Ok(body.to_owned());
    core.handle(Input::Response { id, result }, START);
}

/// Joined by polling, with a GET under way.
fn joined_by_polling(transports: Transports) -> (Core, RequestId) {
    let mut core = start(transports);
    let handshake = requests(&mut core).get.expect("a GET");
    answer(&mut core, handshake, UPGRADABLE);
    let first = requests(&mut core);
    let (post, connect) = first.post.expect("a POST");
    assert_eq!(connect, "40");
    answer(&mut core, post, "ok");
    answer(&mut core, first.get.expect("a GET"), r#"40{"sid":"xyz"}"#);
    assert_eq!(events(&mut core), [Event::Connected { sid: "xyz".into() }]);
    let get = requests(&mut core).get.expect("the next GET");
    (core, get)
}

fn emit(core: &mut Core, name: &str) {
    core.emit(name, &Payload::default(), None, START)
        .expect("is sent");
}

fn names(core: &mut Core) -> Vec<String> {
    events(core)
        .into_iter()
        .filter_map(|event| match event {
            Event::Message { name, .. } => Some(name),
            _ => None,
        })
        .collect()
}

#[test]
fn the_session_goes_by_its_id_and_each_request_by_a_number() {
    let mut core = start(Transports::PollingOnly);
    let queries: Vec<_> = transmits(&mut core)
        .into_iter()
        .filter_map(|one| match one {
            Transmit::Request(request) => Some(request.query),
            _ => None,
        })
        .collect();
    assert_eq!(queries, ["EIO=4&transport=polling&t=0"]);
    let id = RequestId(0);
    answer(&mut core, id, UPGRADABLE);
    let Some(Transmit::Request(request)) = core.poll_transmit() else {
        panic!("a GET");
    };
    assert_eq!(request.query, "EIO=4&transport=polling&t=1&sid=abc");
}

#[test]
fn events_go_out_one_payload_at_a_time_and_within_the_servers_limit() {
    let (mut core, _get) = joined_by_polling(Transports::PollingOnly);
    for name in ["first", "second", "third", "fourth"] {
        emit(&mut core, name);
    }
    let (post, body) = requests(&mut core).post.expect("a POST");
    let three = ["42[\"first\"]", "42[\"second\"]", "42[\"third\"]"];
    assert_eq!(body, three.join("\u{1e}"));
    assert!(requests(&mut core).post.is_none(), "one is under way");
    answer(&mut core, post, "ok");
    let (_, body) = requests(&mut core).post.expect("a POST");
    assert_eq!(body, "42[\"fourth\"]");
}

#[test]
fn bytes_go_both_ways_in_base64() {
    let (mut core, get) = joined_by_polling(Transports::PollingOnly);
    let head = r#"451-["b",{"_placeholder":true,"num":0}]"#;
    answer(&mut core, get, &format!("{head}\u{1e}bAQID"));
    let [Event::Message { payload, .. }] = &events(&mut core)[..] else {
        panic!("an event");
    };
    assert_eq!(payload.bytes(0), Some(&[1, 2, 3][..]));

    let payload = Payload::default().with_bytes(vec![4, 5]);
    core.emit("b", &payload, None, START).expect("is sent");
    let (post, body) = requests(&mut core).post.expect("a POST");
    assert_eq!(body, head, "the second packet would be too much");
    answer(&mut core, post, "ok");
    assert_eq!(requests(&mut core).post.expect("a POST").1, "bBAU=");
}

#[test]
fn a_ping_is_answered_and_a_good_bye_is_said_by_post() {
    let (mut core, get) = joined_by_polling(Transports::PollingOnly);
    answer(&mut core, get, "2");
    let (post, body) = requests(&mut core).post.expect("a POST");
    assert_eq!(body, "3");
    core.close(START);
    assert!(!core.is_closed(), "a POST is under way");
    answer(&mut core, post, "ok");
    let (post, body) = requests(&mut core).post.expect("a POST");
    assert_eq!(body, "41\u{1e}1");
    answer(&mut core, post, "ok");
    assert_eq!(requests(&mut core).others, [Transmit::AbortRequests]);
    assert!(core.is_closed());
}

#[test]
fn a_request_that_fails_ends_the_connection() {
    let (mut core, id) = joined_by_polling(Transports::PollingOnly);
    core.handle(
        Input::Response {
            id,
            result: Err(RequestFailed),
        },
        START,
    );
    let reason = DisconnectReason::TransportClosed;
    assert!(events(&mut core).contains(&Event::Disconnected { reason }));
}

#[test]
fn answers_that_say_nothing_are_not_asked_for_without_a_pause() {
    let (mut core, get) = joined_by_polling(Transports::PollingOnly);
    answer(&mut core, get, "6");
    assert!(requests(&mut core).get.is_none());
    let later = core.poll_timeout().expect("a deadline");
    assert!(later > START);
    core.handle_timeout(later);
    assert!(requests(&mut core).get.is_some());
}

#[test]
fn an_application_that_takes_no_events_is_not_polled_for() {
    let (mut core, mut get) = joined_by_polling(Transports::PollingOnly);
    while core.wants_input() {
        let many = vec![r#"42["e"]"#; 1000].join("\u{1e}");
        answer(&mut core, get, &many);
        match requests(&mut core).get {
            Some(next) => get = next,
            None => break,
        }
    }
    assert!(!core.wants_input());
    events(&mut core);
    assert!(requests(&mut core).get.is_some());
}

/// Up to where the WebSocket is open and the probe was sent.
fn probed() -> (Core, RequestId) {
    let mut core = start(Transports::PollingThenUpgrade);
    let handshake = requests(&mut core).get.expect("a GET");
    answer(&mut core, handshake, UPGRADABLE);
    let first = requests(&mut core);
    let query = "EIO=4&transport=websocket&sid=abc".to_owned();
    assert_eq!(first.others, [Transmit::OpenWebSocket { query }]);
    answer(&mut core, first.post.expect("a POST").0, "ok");
    answer(&mut core, first.get.expect("a GET"), r#"40{"sid":"xyz"}"#);
    core.handle(Input::WebSocketOpened, START);
    assert_eq!(frames(&mut core), [sent("2probe")]);
    let get = requests(&mut core).get.expect("a GET");
    events(&mut core);
    (core, get)
}

#[test]
fn an_upgrade_waits_for_polling_to_rest_and_loses_and_overtakes_nothing() {
    let (mut core, get) = probed();
    emit(&mut core, "by-post");
    let (post, body) = requests(&mut core).post.expect("a POST");
    assert_eq!(body, r#"42["by-post"]"#);

    text(&mut core, "3probe");
    emit(&mut core, "meanwhile");
    assert_eq!(frames(&mut core), [], "polling has not come to rest");
    answer(&mut core, get, "42[\"last-by-get\"]\u{1e}6");
    assert_eq!(names(&mut core), ["last-by-get"]);
    let none = requests(&mut core);
    assert!(none.get.is_none() && none.post.is_none());
    assert_eq!(frames(&mut core), [], "the POST is under way");

    answer(&mut core, post, "ok");
    assert_eq!(frames(&mut core), [sent("5"), sent(r#"42["meanwhile"]"#)]);
    assert_eq!(events(&mut core), [Event::Upgraded]);
    assert_eq!(core.transport(), Some(Transport::WebSocket));
    text(&mut core, r#"42["by-socket"]"#);
    assert_eq!(names(&mut core), ["by-socket"]);
}

#[test]
fn a_probe_that_fails_or_stalls_leaves_polling_running() {
    let stalled = |core: &mut Core, _: RequestId| {
        core.handle_timeout(START + Duration::from_secs(10));
    };
    let lost = |core: &mut Core, _: RequestId| core.handle(Input::WebSocketLost, START);
    let nonsense = |core: &mut Core, _: RequestId| text(core, r#"42["early"]"#);
    let lost_while_pausing = |core: &mut Core, get: RequestId| {
        text(core, "3probe");
        answer(core, get, "6");
        core.handle(Input::WebSocketLost, START);
    };
    let failures: [fn(&mut Core, RequestId); 4] = [stalled, lost, nonsense, lost_while_pausing];
    for (at, fail) in failures.into_iter().enumerate() {
        let (mut core, get) = probed();
        // The POST keeps the third case from being over at once.
        emit(&mut core, "before");
        let (post, _) = requests(&mut core).post.expect("a POST");
        fail(&mut core, get);
        emit(&mut core, "after");
        answer(&mut core, post, "ok");
        let (_, body) = requests(&mut core).post.expect("a POST");
        assert_eq!(body, r#"42["after"]"#, "{at}");
        assert_eq!(core.transport(), Some(Transport::Polling), "{at}");
        assert!(core.poll_timeout().expect("a deadline") > START, "{at}");
    }
}

#[test]
fn another_upgrade_is_tried_later() {
    let (mut core, mut get) = probed();
    core.handle(Input::WebSocketLost, START);
    let mut opened = Vec::new();
    for seconds in [10, 20, 30] {
        let now = START + Duration::from_secs(seconds);
        core.handle_timeout(now);
        // The server goes on to ping.
        let result = Ok("2".to_owned());
        core.handle(Input::Response { id: get, result }, now);
        let mut found = requests(&mut core);
        get = found.get.expect("a GET");
        let (post, _) = found.post.expect("a pong");
        answer(&mut core, post, "ok");
        opened.push(found.others.pop());
    }
    let query = "EIO=4&transport=websocket&sid=abc".to_owned();
    let again = Some(Transmit::OpenWebSocket { query });
    assert_eq!(opened, [None, None, again]);
}

#[test]
fn after_a_failed_probe_the_next_session_does_not_probe_at_once() {
    let (mut core, get) = probed();
    core.handle(Input::WebSocketLost, START);
    answer(&mut core, get, "1");
    core.reconnect_now(START);
    let handshake = requests(&mut core).get.expect("a GET");
    answer(&mut core, handshake, UPGRADABLE);
    assert_eq!(requests(&mut core).others, []);
}

#[test]
fn a_websocket_that_cannot_be_opened_or_says_nothing_gives_way_to_polling() {
    for swallowed in [false, true] {
        let mut core = start(Transports::WebSocketThenPolling);
        assert_eq!(requests(&mut core).others, [open()]);
        if swallowed {
            core.handle(Input::WebSocketOpened, START);
            let patience = core.poll_timeout().expect("a deadline");
            assert_eq!(patience, START + Duration::from_secs(5));
            core.handle_timeout(patience);
        } else {
            core.handle(Input::WebSocketLost, START);
        }
        let fallback = requests(&mut core);
        let closed = [Transmit::CloseWebSocket];
        assert_eq!(fallback.others, closed[..usize::from(swallowed)]);
        answer(&mut core, fallback.get.expect("a GET"), UPGRADABLE);
        assert!(requests(&mut core).post.is_some());
        assert_eq!(events(&mut core), [], "it was one try");
    }
}

#[test]
fn after_a_loss_it_starts_with_what_worked_last() {
    let mut core = start(Transports::WebSocketThenPolling);
    transmits(&mut core);
    core.handle(Input::WebSocketLost, START);
    let get = requests(&mut core).get.expect("a GET");
    answer(&mut core, get, UPGRADABLE);
    let both = requests(&mut core);
    answer(&mut core, both.get.expect("a GET"), r#"40{"sid":"xyz"}"#);
    let get = requests(&mut core).get.expect("a GET");
    answer(&mut core, get, "1");
    core.reconnect_now(START);
    let again = requests(&mut core);
    assert_eq!(again.others, [Transmit::AbortRequests]);
    // Polling fails before anything is proven, so the next try is by WebSocket.
    let id = again.get.expect("a GET");
    let result = Err(RequestFailed);
    core.handle(Input::Response { id, result }, START);
    core.reconnect_now(START);
    assert!(requests(&mut core).others.contains(&open()));
}
