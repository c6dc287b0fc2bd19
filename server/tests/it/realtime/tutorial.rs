//! The tutorial's contract on `/`, byte by byte.

use std::io::{BufRead, Read};

use crate::support::{
    Natter,
    socket::{Frame, Polling, Socket, json},
};

fn start(options: &[&str]) -> (tempfile::TempDir, Natter) {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, options);
    (folder, natter)
}

fn echo(id: &str, text: &str) -> String {
    let said = format!("{} said {text}", &id[..3]);
    serde_json::json!(["message", said]).to_string()
}

/// Says something, then a last word: what comes is the two answers and nothing between them.
fn comes_back_once(socket: &mut Socket, id: &str) {
    socket.text(r#"42["message","hello"]"#);
    socket.text(r#"42["message","the end"]"#);
    assert_eq!(json(&socket.next_after("42")), json(&echo(id, "hello")));
    assert_eq!(json(&socket.next_after("42")), json(&echo(id, "the end")));
}

#[test]
fn a_message_comes_back_once_over_websocket_in_both_modes() {
    for mode in ["open", "echo"] {
        let (_folder, natter) = start(&["--lobby", mode]);
        let mut socket = Socket::open(&natter);
        let id = socket.join_tutorial();
        comes_back_once(&mut socket, &id);
        natter.stop();
    }
}

#[test]
fn a_message_comes_back_once_over_polling_and_after_the_upgrade() {
    let (_folder, natter) = start(&["--lobby", "open"]);
    let polling = Polling::open(&natter);
    assert_eq!(polling.post(b"40"), 200);
    let connected = json(&polling.next_after("40"));
    let id = connected["sid"].as_str().expect("an id").to_owned();
    let packets = "42[\"message\",\"one\"]\x1e42[\"message\",\"two\"]";
    assert_eq!(polling.post(packets.as_bytes()), 200);
    let mut heard = Vec::new();
    while heard.len() < 2 {
        let (status, packets) = polling.poll();
        assert_eq!(status, 200);
        let events = packets.iter().filter_map(|one| one.strip_prefix("42"));
        heard.extend(events.map(json));
    }
    assert_eq!(heard, [json(&echo(&id, "one")), json(&echo(&id, "two"))]);

    // A browser keeps a poll open while it probes; the server ends that poll with a noop.
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| polling.poll());
        let mut socket = Socket::probe(&natter, &polling);
        assert_eq!(waiting.join().expect("ends").0, 200);
        socket.text("5");
        comes_back_once(&mut socket, &id);
    });
    natter.stop();
}

#[test]
fn payloads_become_text_as_in_javascript_and_none_ends_the_connection() {
    let (_folder, natter) = start(&["--lobby", "echo"]);
    let mut socket = Socket::open(&natter);
    let id = socket.join_tutorial();
    for (payload, text) in [
        (",5", "5"),
        (",1.5", "1.5"),
        (",1e21", "1e+21"),
        (",-0", "0"),
        (",null", "null"),
        ("", "undefined"),
        (",true", "true"),
        (",[1,2]", "1,2"),
        (",[null]", ""),
        (",[1,[2,[3,null]]]", "1,2,3,"),
        (",{}", "[object Object]"),
        (r#",{"_placeholder":false}"#, "[object Object]"),
        (r#",{"_placeholder":true,"num":0}"#, "[object Object]"),
        (r#","first","second""#, "first"),
        (r#","\u0000""#, "\0"),
    ] {
        socket.text(&format!(r#"42["message"{payload}]"#));
        let heard = json(&socket.next_after("42"));
        assert_eq!(heard, json(&echo(&id, text)), "{payload}");
    }
    // An ack may be asked for, which the tutorial's server never gives.
    socket.text(r#"420["message","with an ack"]"#);
    assert_eq!(
        json(&socket.next_after("42")),
        json(&echo(&id, "with an ack"))
    );
    natter.stop();
}

#[test]
fn bytes_come_back_as_their_text() {
    let (_folder, natter) = start(&["--lobby", "open"]);
    let mut socket = Socket::open(&natter);
    let id = socket.join_tutorial();
    socket.text(r#"452-["message",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]"#);
    socket.binary(b"zero");
    socket.binary("\u{1F9A6}".as_bytes());
    assert_eq!(
        json(&socket.next_after("42")),
        json(&echo(&id, "\u{1F9A6}")),
        "the attachment that the placeholder names"
    );
    socket.text(r#"451-["message",[1,[{"_placeholder":true,"num":0}]]]"#);
    socket.binary(b"in a list \xff");
    assert_eq!(
        json(&socket.next_after("42")),
        json(&echo(&id, "1,in a list \u{fffd}"))
    );
    natter.stop();
}

#[test]
fn the_longest_numbers_and_deepest_lists_are_answered() {
    let (_folder, natter) = start(&["--lobby", "echo"]);
    let mut socket = Socket::open(&natter);
    let id = socket.join_tutorial();
    let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    for (payload, text) in [
        ("123456789012345678901234567890", "1.2345678901234568e+29"),
        (deep.as_str(), "1"),
    ] {
        socket.text(&format!(r#"42["message",{payload}]"#));
        let heard = json(&socket.next_after("42"));
        assert_eq!(heard, json(&echo(&id, text)), "{payload}");
    }
    natter.stop();
}

#[test]
fn an_open_lobby_hears_each_message_once_and_an_echo_hears_nobody() {
    for (mode, is_open) in [("open", true), ("echo", false)] {
        let (_folder, natter) = start(&[]);
        let owner = natter.set_up_with(if is_open { "&open_lobby=on" } else { "" });
        let (mut ada, mut bob) = (Socket::open(&natter), Socket::open(&natter));
        let (ada_id, bob_id) = (ada.join_tutorial(), bob.join_tutorial());
        let (mut member, _) = natter.listen(&owner);

        comes_back_once(&mut ada, &ada_id);
        bob.text(r#"42["message","and I"]"#);
        let heard: Vec<_> = (0..if is_open { 3 } else { 1 })
            .map(|_| json(&bob.next_after("42")))
            .collect();
        for text in ["hello", "the end"] {
            let times = heard
                .iter()
                .filter(|one| **one == json(&echo(&ada_id, text)));
            assert_eq!(times.count(), usize::from(is_open), "{mode}: {text}");
        }
        assert!(heard.contains(&json(&echo(&bob_id, "and I"))));
        if is_open {
            let stored = member.event("message");
            assert_eq!(stored["content"]["text"], "hello");
            assert_eq!(stored["author"]["name"], &ada_id[..3]);
        }
        let page = natter.page(&owner.cookie(), "/").whole_body();
        assert!(page.contains("lobby"), "{page}");
        assert_eq!(page.contains("the end"), is_open, "{mode}");
        natter.stop();
    }
}

#[test]
fn what_cannot_be_a_message_is_echoed_and_not_stored() {
    let (_folder, natter) = start(&["--lobby", "open"]);
    let mut socket = Socket::open(&natter);
    let id = socket.join_tutorial();
    let long = "x".repeat(10_001);
    for text in ["", "   ", long.as_str()] {
        socket.text(&format!(r#"42["message","{text}"]"#));
        let heard = json(&socket.next_after("42"));
        assert_eq!(heard, json(&echo(&id, text)));
    }
    let auth = serde_json::json!({"token": natter.token()}).to_string();
    let welcome = Socket::open(&natter).join_chat(&auth).expect("welcome");
    assert_eq!(welcome["heads"][0]["seq"], 0);
    natter.stop();
}

#[test]
fn any_page_may_speak_to_it_and_none_with_credentials() {
    let (_folder, natter) = start(&["--lobby", "open"]);
    let path = "/socket.io/?EIO=4&transport=polling";
    let answer = natter.request("GET", path, &[("Origin", "http://elsewhere.example")], b"");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert_eq!(answer.header("access-control-allow-credentials"), None);
    let mut socket = Socket::open_with(&natter, &[("Origin", "null")]).expect("opens");
    let id = socket.join_tutorial();
    comes_back_once(&mut socket, &id);
    assert!(matches!(
        {
            socket.text("1");
            socket.frame()
        },
        Frame::Closed
    ));
    natter.stop();
}

#[test]
fn the_log_tells_who_came_and_went_and_not_what_was_said() {
    let (_folder, mut natter) = start(&["--lobby", "open"]);
    let mut log = natter.log();
    let mut socket = Socket::open(&natter);
    let id = socket.join_tutorial();
    socket.text(r#"42["message","a secret of ours"]"#);
    socket.next_after("42");
    socket.text("41");
    let mut told = String::new();
    for event in ["user connected", "user disconnected"] {
        let mut line = String::new();
        while !(line.contains(event) && line.contains(&id)) {
            line.clear();
            assert_ne!(log.read_line(&mut line).expect("text"), 0, "{told}");
            told.push_str(&line);
        }
    }
    natter.signal("TERM");
    log.read_to_string(&mut told).expect("text");
    assert!(!told.contains("a secret of ours"), "{told}");
    assert!(natter.wait().0.success());
}
