//! A reader that does not take what it is told: it is left out, told so, and comes back.

use crate::support::{
    Natter,
    socket::{Socket, json as parse},
};
use serde_json::{Value, json};

/// Each message is as long as may be, so that the system's own buffers fill up soon.
const LENGTH: usize = 10_000;

/// More than the server's queue and the system's buffers hold, at that length.
const MANY: u64 = 1600;

const AT_ONCE: usize = 100;

/// Comes after them.
const LAST: u64 = MANY + 1;

fn guest(natter: &Natter, mut socket: Socket) -> (Socket, Value) {
    let auth = json!({"token": natter.token()}).to_string();
    let welcome = socket.join_chat(&auth).expect("welcome");
    (socket, welcome)
}

fn message(room: &Value, number: u64, body: &str) -> Value {
    let message = json!({"room": room, "client_id": format!("client-{number}"), "body": body});
    json!(["send", message])
}

fn say(ada: &mut Socket, room: &Value, number: u64, body: &str) {
    let answer = ada.ask(&message(room, number, body));
    assert_eq!(answer["ok"]["seq"], number, "{answer}");
}

#[test]
fn a_reader_that_lags_hears_nothing_more_until_it_asks_for_what_it_missed() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--lobby", "open", "--rate-limits", "off"]);
    let (mut ada, welcome) = guest(&natter, Socket::open(&natter));
    let (mut bob, _) = guest(&natter, Socket::open_narrow(&natter));
    let room = &welcome["rooms"][0]["id"];
    let long = "x".repeat(LENGTH);
    // Many at once, so that it is done before anybody misses his answer to a ping.
    for first in (1..=MANY).step_by(AT_ONCE) {
        for number in (first..).take(AT_ONCE) {
            ada.text(&format!("42/chat,7{}", message(room, number, &long)));
        }
        for _ in 0..AT_ONCE {
            assert!(ada.ack()["ok"].is_object());
        }
    }
    // She hears it when everybody was told all before it.
    ada.text(&format!("42/chat,{}", message(room, LAST, "the last")));
    ada.until_message("the last");

    // All that waited for him is in order, and then he is told that there was more.
    let mut have = 0;
    let behind = loop {
        let event = parse(&bob.next_after("42/chat,"));
        if event[0] == "lagging" {
            break event[1].clone();
        }
        have += 1;
        assert_eq!(
            (&event[0], &event[1]["seq"]),
            (&json!("message"), &json!(have))
        );
    };
    assert!(have < MANY, "nothing was too much for him");
    // He is told where the room stood when the last packet before that was taken from the queue: how
    // many were stored by then depends on what the system's buffers took.
    let told = &behind["heads"][0];
    assert_eq!((&told["room"], &told["rev"]), (room, &told["seq"]));
    let told = told["seq"].as_u64().expect("a number");
    assert!((have + 1..=LAST).contains(&told), "{have} {told}");

    // What is said now is not for him: he hears the ack of his question before any message.
    say(&mut ada, room, LAST + 1, "not heard live");
    let heads = json!([{"room": room, "seq": LAST, "rev": LAST}]);
    bob.text(&format!("42/chat,7{}", json!(["resume", {"rooms": heads}])));
    let answer = bob.next();
    let resumed = parse(answer.strip_prefix("43/chat,7").expect("the ack"));
    let missed = &resumed[0]["ok"]["rooms"][0]["missed"]["messages"];
    assert_eq!(missed[0]["content"]["text"], "not heard live");

    say(&mut ada, room, LAST + 2, "heard live");
    assert_eq!(bob.event("message")["content"]["text"], "heard live");
    natter.stop();
}
