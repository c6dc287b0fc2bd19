//! Natter's protocol on `/chat`, byte by byte.

use std::thread;

use crate::support::{
    Natter,
    socket::{Polling, Socket, json as parse},
};
use serde_json::{Value, json};

fn start() -> (tempfile::TempDir, Natter) {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--lobby", "open", "--rate-limits", "off"]);
    (folder, natter)
}

/// A new guest who has joined, and their welcome.
fn guest(natter: &Natter) -> (Socket, Value) {
    let mut socket = Socket::open(natter);
    let auth = json!({"token": natter.token()}).to_string();
    let welcome = socket.join_chat(&auth).expect("welcome");
    (socket, welcome)
}

fn room(welcome: &Value) -> String {
    welcome["rooms"][0]["id"].as_str().expect("a room").into()
}

fn send(room: &str, client_id: &str, body: &str) -> Value {
    json!(["send", {"room": room, "client_id": client_id, "body": body}])
}

fn seq(value: &Value) -> u64 {
    value["seq"].as_u64().unwrap_or_else(|| panic!("{value}"))
}

#[test]
fn the_cookie_counts_from_the_own_origin_only() {
    let (_folder, natter) = start();
    natter.set_up();
    let cookie = natter.cookie();
    let own = format!("http://{}", natter.address);
    let try_from = |headers: &[(&str, &str)], auth: &str| {
        let joined = Socket::open_with(&natter, headers)
            .expect("opens")
            .join_chat(auth);
        joined.map_err(|refusal| {
            // On the wire a refusal is one string: the error as JSON.
            let error = parse(refusal["message"].as_str().expect("a text"));
            error["code"].as_str().expect("a code").to_owned()
        })
    };
    let cookie = ("Cookie", cookie.as_str());
    let foreign = ("Origin", "http://elsewhere.example");
    let fails = |code: &str| Err(code.to_owned());
    assert!(try_from(&[cookie, ("Origin", &own)], "").is_ok());
    for origin in ["http://elsewhere.example", "null", "", "http://127.0.0.1:1"] {
        let refused = try_from(&[cookie, ("Origin", origin)], "");
        assert_eq!(refused, fails("foreign_origin"), "{origin:?}");
    }
    assert_eq!(try_from(&[cookie], ""), fails("unauthenticated"));
    assert_eq!(try_from(&[("Origin", &own)], ""), fails("unauthenticated"));

    let auth = json!({"token": natter.token()}).to_string();
    assert!(try_from(&[foreign], &auth).is_ok(), "a token is no cookie");
    let wrong = json!({"token": "0".repeat(32)}).to_string();
    let refused = try_from(&[cookie, ("Origin", &own)], &wrong);
    assert_eq!(
        refused,
        fails("unauthenticated"),
        "a wrong token is not helped by a cookie"
    );
    natter.stop();
}

#[test]
fn a_message_is_acked_and_told_to_all_and_a_retry_changes_nothing() {
    let (_folder, natter) = start();
    let ((mut ada, welcome), (mut bob, _)) = (guest(&natter), guest(&natter));
    let room = room(&welcome);
    assert_eq!(
        welcome["heads"],
        json!([{"room": room, "seq": 0, "rev": 0}])
    );
    let first = ada.ask(&send(&room, "client-1", "hello"));
    assert_eq!(seq(&first["ok"]), 1);
    let told = bob.event("message");
    assert_eq!(told["content"]["text"], "hello");
    assert_eq!(told["client_id"], "client-1");
    assert_eq!(told["author"], welcome["me"]);
    assert_eq!(told["id"], first["ok"]["id"]);
    let mut again = first.clone();
    again["ok"]["repeated"] = json!(true);
    assert_eq!(ada.ask(&send(&room, "client-1", "hello")), again);
    let other = ada.ask(&send(&room, "client-1", "something else"));
    assert_eq!(other["error"]["code"], "client_id_reused");
    assert_eq!(seq(&ada.ask(&send(&room, "client-2", "again"))["ok"]), 2);
    let next = bob.event("message");
    assert_eq!(
        (seq(&next), &next["content"]["text"]),
        (2, &json!("again")),
        "the retry was not told"
    );

    // Without an ack it is stored as well.
    ada.text(&format!("42/chat,{}", send(&room, "client-3", "quietly")));
    assert_eq!(seq(&bob.event("message")), 3);
    natter.stop();
}

#[test]
fn all_hear_the_same_order_while_many_talk() {
    const TALKERS: usize = 4;
    const EACH: usize = 25;
    let (_folder, natter) = start();
    let mut listeners = [guest(&natter), guest(&natter)];
    let room = room(&listeners[0].1);
    thread::scope(|scope| {
        for talker in 0..TALKERS {
            let (natter, room) = (&natter, &room);
            scope.spawn(move || {
                let (mut socket, _) = guest(natter);
                // All at once: their order is the order of the wire.
                for n in 0..EACH {
                    let id = format!("talker-{talker}-{n}");
                    socket.text(&format!(
                        "42/chat,{}",
                        send(room, &id, &format!("{talker} {n}"))
                    ));
                }
                assert!(socket.ask(&json!(["heads", {}]))["ok"].is_object());
            });
        }
    });
    let heard = listeners.each_mut().map(|(socket, _)| {
        (1..=TALKERS * EACH)
            .map(|n| {
                let message = socket.event("message");
                assert_eq!(seq(&message), n as u64);
                message["content"]["text"]
                    .as_str()
                    .expect("text")
                    .to_owned()
            })
            .collect::<Vec<_>>()
    });
    assert_eq!(heard[0], heard[1]);
    for talker in 0..TALKERS {
        let start = format!("{talker} ");
        let own: Vec<_> = heard[0]
            .iter()
            .filter(|body| body.starts_with(&start))
            .collect();
        let expected: Vec<_> = (0..EACH).map(|n| format!("{talker} {n}")).collect();
        assert!(own.iter().copied().eq(&expected), "{own:?}");
    }
    natter.stop();
}

#[test]
fn history_comes_in_pages_and_resume_tells_what_was_missed() {
    let (_folder, natter) = start();
    let (mut ada, welcome) = guest(&natter);
    let room = room(&welcome);
    for n in 1..=12 {
        let sent = ada.ask(&send(&room, &format!("client-{n}"), &format!("text {n}")));
        assert_eq!(seq(&sent["ok"]), n);
    }
    let seqs = |messages: &Value| -> Vec<u64> {
        messages
            .as_array()
            .expect("a list")
            .iter()
            .map(seq)
            .collect()
    };
    for (at, expected, older) in [
        (json!("latest"), 8..=12, true),
        (json!({"before": 8}), 3..=7, true),
        (json!({"before": 3}), 1..=2, false),
        (json!({"after": 10}), 11..=12, true),
    ] {
        let page = ada.ask(&json!(["history", {"room": room, "at": at, "limit": 5}]));
        let page = &page["ok"];
        assert_eq!(
            seqs(&page["messages"]),
            expected.collect::<Vec<_>>(),
            "{at}"
        );
        if !seqs(&page["messages"]).is_empty() {
            assert_eq!(page["has_older"], older, "{at}");
        }
        assert_eq!(page["head"], 12);
    }
    for (last, missed) in [(9, Some(vec![10, 11, 12])), (12, Some(vec![])), (13, None)] {
        let heads = json!([{"room": room, "seq": last, "rev": last}]);
        let reply = ada.ask(&json!(["resume", {"rooms": heads}]));
        let resumed = &reply["ok"]["rooms"][0];
        assert_eq!(resumed["head"], 12);
        match missed {
            Some(missed) => assert_eq!(seqs(&resumed["missed"]["messages"]), missed),
            None => assert_eq!(resumed["missed"], "reset"),
        }
    }
    let twice = json!([{"room": room, "seq": 1, "rev": 1}, {"room": room, "seq": 2, "rev": 2}]);
    let refused = ada.ask(&json!(["resume", {"rooms": twice}]));
    assert_eq!(refused["error"]["code"], "invalid_payload");
    let heads = ada.ask(&json!(["heads", {}]));
    assert_eq!(
        heads["ok"]["heads"],
        json!([{"room": room, "seq": 12, "rev": 12}])
    );
    natter.stop();
}

#[test]
fn a_new_name_is_told_to_all_and_stands_at_the_next_message() {
    let (_folder, natter) = start();
    let ((mut ada, welcome), (mut bob, _)) = (guest(&natter), guest(&natter));
    let renamed = ada.ask(&json!(["set_name", {"name": "Ada"}]));
    assert_eq!(renamed["ok"]["name"], "Ada");
    assert_eq!(renamed["ok"]["id"], welcome["me"]["id"]);
    assert_eq!(bob.event("member_changed"), renamed["ok"]);
    ada.ask(&send(&room(&welcome), "client-1", "it is me"));
    assert_eq!(bob.event("message")["author"]["name"], "Ada");
    natter.stop();
}

#[test]
fn what_is_wrong_is_told_in_the_ack_and_changes_nothing() {
    let (_folder, natter) = start();
    let ((mut ada, welcome), (mut bob, _)) = (guest(&natter), guest(&natter));
    let room = room(&welcome);
    let long = "x".repeat(10_001);
    let nowhere = "0190b1c2-0000-7000-8000-000000000000";
    let cases = [
        (send(&room, "client-1", ""), "invalid_body"),
        (send(&room, "client-1", &long), "invalid_body"),
        (send(&room, "short", "text"), "invalid_payload"),
        (send("no-room", "client-1", "text"), "invalid_payload"),
        (send(nowhere, "client-1", "text"), "not_found"),
        (json!(["history", {"room": nowhere}]), "not_found"),
        (
            json!(["history", {"room": room, "at": {"before": -1}}]),
            "invalid_payload",
        ),
        (
            json!(["history", {"room": room, "at": {"before": 1e300}}]),
            "invalid_payload",
        ),
        (json!(["set_name", {"name": ""}]), "invalid_name"),
        (json!(["no_such_event", {}]), "unknown_event"),
        (json!(["connect"]), "unknown_event"),
        (json!(["disconnect"]), "unknown_event"),
    ];
    for (event, code) in cases {
        let answer = ada.ask(&event);
        assert_eq!(answer["error"]["code"], code, "{event}: {answer}");
        assert!(answer["error"]["message"].is_string());
    }
    for name in ["send", "history", "resume", "heads", "set_name"] {
        for payload in [json!(null), json!(5), json!("text"), json!([]), json!([[]])] {
            let answer = ada.ask(&json!([name, payload]));
            assert_eq!(
                answer["error"]["code"], "invalid_payload",
                "{name} {payload}: {answer}"
            );
        }
        let answer = ada.ask(&json!([name]));
        assert_eq!(
            answer["error"]["code"], "invalid_payload",
            "{name}: {answer}"
        );
    }
    bob.ask(&send(&room, "client-1", "the first"));
    assert_eq!(seq(&ada.event("message")), 1, "nothing was stored before");
    natter.stop();
}

#[test]
fn polling_speaks_the_same() {
    let (_folder, natter) = start();
    let polling = Polling::open(&natter);
    let auth = json!({"token": natter.token()});
    assert_eq!(polling.post(format!("40/chat,{auth}").as_bytes()), 200);
    let welcome = parse(&polling.next_after("42/chat,"));
    assert_eq!(welcome[0], "welcome");
    let event = send(&room(&welcome[1]), "client-1", "by post");
    assert_eq!(polling.post(format!("42/chat,3{event}").as_bytes()), 200);
    let ack = parse(&polling.next_after("43/chat,3"));
    assert_eq!(seq(&ack[0]["ok"]), 1);
    natter.stop();
}

#[test]
fn a_stop_is_told_before_the_connection_closes() {
    let (_folder, natter) = start();
    let (mut ada, _) = guest(&natter);
    natter.signal("TERM");
    assert!(ada.event("going_away")["reconnect_after_ms"].is_u64());
    ada.assert_closed();
    assert!(natter.wait().0.success());
}
