//! What one client may do to the others: send too large, too much, too often.

use crate::support::{
    Natter,
    people::Person,
    socket::{Polling, Socket, json as parse},
};
use serde_json::json;

/// Largest packet that is taken, in bytes.
const LARGEST: usize = protocol::limits::MAX_FRAME_BYTES;

/// A packet of `/` of so many bytes.
fn packet(bytes: usize) -> String {
    let (start, end) = (r#"42["message",""#, r#""]"#);
    format!(
        "{start}{}{end}",
        "x".repeat(bytes - start.len() - end.len())
    )
}

#[test]
fn packets_of_64_kib_are_taken_and_larger_ones_end_the_connection() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--lobby", "echo"]);
    let mut bystander = Socket::open(&natter);
    bystander.join_tutorial();
    for bytes in [LARGEST - 1, LARGEST] {
        let mut socket = Socket::open(&natter);
        socket.join_tutorial();
        socket.text(&packet(bytes));
        assert!(socket.next_after("42").len() > bytes - 20);
        let polling = Polling::open(&natter);
        assert_eq!(polling.post(b"40"), 200);
        assert_eq!(polling.post(packet(bytes).as_bytes()), 200, "{bytes}");
    }
    let mut socket = Socket::open(&natter);
    socket.join_tutorial();
    socket.text(&packet(LARGEST + 1));
    socket.assert_closed();
    let polling = Polling::open(&natter);
    assert_eq!(polling.post(b"40"), 200);
    assert_eq!(polling.post(packet(LARGEST + 1).as_bytes()), 413);
    bystander.text(r#"42["message","still here"]"#);
    assert!(bystander.next_after("42").contains("still here"));
    natter.stop();
}

#[test]
fn a_flood_is_told_when_to_try_again_and_a_neighbour_is_not() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--lobby", "open"]);
    let join = || {
        let mut socket = Socket::open(&natter);
        let auth = json!({"token": natter.token()}).to_string();
        let welcome = socket.join_chat(&auth).expect("welcome");
        (socket, welcome["rooms"][0]["id"].clone())
    };
    let ((mut flooder, room), (mut neighbour, _)) = (join(), join());
    let send = |n: usize| json!(["send", {"room": room, "client_id": format!("client-{n}"), "body": "again"}]);
    for n in 0..100 {
        flooder.text(&format!("42/chat,7{}", send(n)));
    }
    let answers: Vec<_> = (0..100).map(|_| flooder.ack()).collect();
    let stored = answers.iter().filter(|one| one["ok"].is_object()).count();
    assert!(stored >= 20, "a burst of a person goes through: {stored}");
    let refused = answers.iter().find(|one| one["error"].is_object());
    let error = &refused.expect("a refusal")["error"];
    assert_eq!(error["code"], "rate_limited");
    assert!(
        error["retry_after_ms"]
            .as_u64()
            .is_some_and(|wait| wait > 0)
    );
    assert!(neighbour.ask(&send(0))["ok"].is_object());
    natter.stop();
}

#[test]
fn connections_are_counted_until_they_close() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--max-connections-per-address", "2"]);
    let mut first = Socket::open(&natter);
    first.join_tutorial();
    let polling = Polling::open(&natter);
    assert_eq!(Socket::open_with(&natter, &[]).err(), Some(503));
    let refused = natter.get("/socket.io/?EIO=4&transport=polling");
    assert_eq!(refused.status, 503);
    let error = parse(&refused.whole_body());
    assert_eq!(error["error"]["code"], "too_many_connections");
    assert_eq!(polling.post(b"40"), 200, "those inside go on");
    drop(first);
    // The server learns of it a moment later.
    while Socket::open_with(&natter, &[]).is_err() {}
    natter.stop();
}

#[test]
fn who_makes_many_rooms_or_invitations_waits_and_their_neighbour_does_not() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &[]);
    let olive = natter.set_up();
    let [ada] = natter.members(["ada"]);
    let room = |who: &Person| {
        let form = format!("id={}&name=Plans&kind=public", uuid::Uuid::new_v4());
        natter.post("/rooms", &who.cookie(), &form).status
    };
    let made = (0..60).take_while(|_| room(&olive) == 303).count();
    assert!((10..60).contains(&made), "{made}");
    assert_eq!(room(&olive), 429);
    assert_eq!(room(&ada), 303);
    let invite = || {
        let form = format!("id={}&days=7&role=member", uuid::Uuid::new_v4());
        natter
            .post("/workspace/invites", &olive.cookie(), &form)
            .status
    };
    let made = (0..90).take_while(|_| invite() == 200).count();
    assert!((10..90).contains(&made), "{made}");
    assert_eq!(invite(), 429);
    natter.stop();
}
