//! What one socket can cost: it takes so much at once, and the next answer when it has read the last.

use std::{fs, thread, time::Duration};

use crate::support::{
    Natter,
    socket::{Frame, Polling, Socket, json as parse},
};
use serde_json::json;

/// Anonymous memory of a process, in MB (`RssAnon` of proc(5)).
fn anonymous_mb(natter: &Natter) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", natter.pid())).expect("lives");
    let line = status.lines().find(|line| line.starts_with("RssAnon:"));
    let kb = line.and_then(|line| line.split_whitespace().nth(1));
    kb.expect("a figure").parse::<u64>().expect("a number") / 1024
}

#[test]
fn whoever_floods_the_tutorials_namespace_hears_each_answer_in_order_and_costs_little() {
    const MESSAGES: usize = 10_000;
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--lobby", "open"]);
    let mut flood = Socket::open(&natter);
    flood.join_tutorial();
    let before = anonymous_mb(&natter);
    let mut writer = flood.second_half();
    let writing = thread::spawn(move || {
        for n in 0..MESSAGES {
            writer.text(&format!(r#"42["message","{n}"]"#));
        }
    });
    for n in 0..MESSAGES {
        let answer = flood.next_after("42");
        assert!(
            answer.ends_with(&format!(r#" said {n}"]"#)),
            "{n}: {answer}"
        );
    }
    writing.join().expect("writes");
    let after = anonymous_mb(&natter);
    assert!(after <= before + 32, "{before} MB, then {after} MB");
    natter.stop();
}

#[test]
fn one_post_of_more_events_than_may_wait_ends_its_transport_alone() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--lobby", "open"]);
    let mut bystander = Socket::open(&natter);
    bystander.join_tutorial();
    let polling = Polling::open(&natter);
    assert_eq!(polling.post(b"40"), 200);
    polling.next_after("40");
    let packets = vec![r#"42["message","x"]"#; 3000].join("\u{1e}");
    assert_eq!(polling.post(packets.as_bytes()), 200);
    while polling.poll().0 == 200 {}
    bystander.text(r#"42["message","still here"]"#);
    while !bystander.next_after("42").contains("still here") {}
    natter.stop();
}

#[test]
fn a_client_that_sends_more_at_once_than_may_wait_is_told_why_it_is_closed() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--lobby", "open", "--rate-limits", "off"]);
    let polling = Polling::open(&natter);
    let auth = json!({"token": natter.token()});
    assert_eq!(polling.post(format!("40/chat,{auth}").as_bytes()), 200);
    let welcome = parse(&polling.next_after("42/chat,"));
    let room = welcome[1]["rooms"][0]["id"].clone();
    let ask = json!(["history", {"room": room}]);
    let packets = vec![format!("42/chat,1{ask}"); 500].join("\u{1e}");
    assert_eq!(polling.post(packets.as_bytes()), 200);
    let closing = parse(&polling.next_after("42/chat,"));
    assert_eq!(closing[0], "closing");
    assert_eq!(closing[1]["error"]["code"], "rate_limited");
    while polling.poll().0 == 200 {}
    natter.stop();
}

#[test]
fn whoever_asks_again_and_again_and_does_not_read_holds_up_nobody() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--rate-limits", "off"]);
    let ada = natter.set_up();
    let mut writer = Socket::open(&natter);
    let welcome = writer.join_chat(&ada.auth()).expect("welcome");
    let room = welcome["rooms"][0]["id"].clone();
    let long = "long ".repeat(1900);
    for n in 0..400 {
        let sent = writer.ask(&json!(["send", {
            "room": room, "client_id": format!("message-{n}"), "body": long,
        }]));
        assert!(sent["ok"].is_object(), "{sent}");
    }
    let ask = json!(["resume", {"rooms": [{"room": room, "seq": 0, "rev": 0}]}]);
    let idle: Vec<_> = (0..10)
        .map(|_| {
            let mut socket = Socket::open_narrow(&natter);
            socket.join_chat(&ada.auth()).expect("welcome");
            for _ in 0..40 {
                socket.text(&format!("42/chat,1{ask}"));
            }
            socket
        })
        .collect();
    // Answers go on for whoever reads.
    let bob = natter.join(&natter.invite(&[]), "bob");
    let mut reader = Socket::open(&natter);
    reader.join_chat(&bob.auth()).expect("welcome");
    for _ in 0..5 {
        let answer = reader.ask(&ask);
        assert_eq!(answer["ok"]["rooms"][0]["more"], true, "{answer}");
    }
    drop(idle);
    natter.stop();
}

#[test]
fn a_connection_that_asks_to_be_let_in_again_and_again_is_cut() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--lobby", "echo"]);
    let mut socket = Socket::open(&natter);
    for _ in 0..20 {
        // A CONNECT in the same moment in which the one before is refused may get no answer: the
        // library forgets the refused socket after it has said so.
        thread::sleep(Duration::from_millis(50));
        socket.text(r#"40/chat,{"token":"wrong"}"#);
        assert!(socket.next_after("44/chat,").contains("unauthenticated"));
    }
    socket.text(r#"40/chat,{"token":"wrong"}"#);
    while socket.frame() != Frame::Closed {}
    natter.stop();
}
