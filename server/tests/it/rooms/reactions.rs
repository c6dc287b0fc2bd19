//! Reactions, as clients of the sockets and pages see them.

use serde_json::{Value, json};

use crate::support::{
    people::send,
    rooms::{Speaker, code, workspace},
    socket::Socket,
};

fn react(message: &Value, emoji: &str, on: bool) -> Value {
    json!(["react", {"message": message, "emoji": emoji, "on": on}])
}

fn say(speaker: &mut Speaker, body: &str) -> Value {
    let ack = speaker.socket.ask(&send(&speaker.room, body));
    assert!(ack["ok"].is_object(), "{ack}");
    ack["ok"].clone()
}

/// The reactions of a room's first message, as history tells them.
fn told(socket: &mut Socket, room: &str) -> Value {
    let page = socket.ask(&json!(["history", {"room": room}]));
    page["ok"]["messages"][0]["reactions"].clone()
}

#[test]
fn a_reaction_is_heard_by_everyone_in_the_room_and_counted_once_for_each() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let mut bob_says = Speaker::in_the_lobby(&natter, &bob);
    let sent = say(&mut ada_says, "released");
    bob_says.socket.event("message");
    // Typed without the sign for colour: it is the same.
    let ack = bob_says.socket.ask(&react(&sent["id"], "\u{2764}", true));
    let rev = sent["rev"].as_u64().expect("a number") + 1;
    assert_eq!(ack["ok"], json!({"rev": rev}));
    let heard = ada_says.socket.event("reacted");
    let expected = json!({
        "room": ada_says.room, "rev": rev, "message": sent["id"], "seq": sent["seq"],
        "member": heard["member"], "emoji": "\u{2764}\u{FE0F}", "on": true, "count": 1
    });
    assert_eq!(heard, expected);
    // The same again changes nothing, and nobody hears of it.
    let again = react(&sent["id"], "\u{2764}\u{FE0F}", true);
    assert_eq!(bob_says.socket.ask(&again), ack);
    assert!(bob_says.socket.ask(&react(&sent["id"], "\u{1F389}", false))["ok"].is_object());
    ada_says.socket.ask(&react(&sent["id"], "\u{1F389}", true));
    ada_says.socket.ask(&react(&sent["id"], "\u{2764}", true));
    let room = ada_says.room.clone();
    assert_eq!(
        told(&mut bob_says.socket, &room),
        json!([{"emoji": "\u{2764}\u{FE0F}", "count": 2, "mine": true}, {"emoji": "\u{1F389}", "count": 1}])
    );
    // Who began with a kind may go: its place stays.
    bob_says.socket.ask(&react(&sent["id"], "\u{2764}", false));
    assert_eq!(
        told(&mut bob_says.socket, &room),
        json!([{"emoji": "\u{2764}\u{FE0F}", "count": 1}, {"emoji": "\u{1F389}", "count": 1}])
    );
    let missed = json!(["resume", {"rooms": [{"room": room, "from": 1, "seq": 1, "rev": rev}]}]);
    let missed = bob_says.socket.ask(&missed)["ok"]["rooms"][0].clone();
    assert_eq!(
        missed["missed"]["messages"][0]["reactions"],
        told(&mut bob_says.socket, &room)
    );
    assert_eq!(missed["rev"], rev + 3);
    natter.stop();
}

#[test]
fn an_edit_leaves_reactions_and_a_deletion_takes_them_along() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let sent = say(&mut ada_says, "helo");
    ada_says.socket.ask(&react(&sent["id"], "👍", true));
    let edit = json!(["edit", {"message": sent["id"], "body": "hello"}]);
    let edited = ada_says.socket.ask(&edit)["ok"].clone();
    assert_eq!(edited["reactions"], json!([{"emoji": "👍", "count": 1}]));
    let deleted = ada_says
        .socket
        .ask(&json!(["delete", {"message": sent["id"]}]));
    assert!(deleted["ok"].get("reactions").is_none());
    let mut database = crate::support::database::Database::open(&natter.data);
    assert_eq!(database.count("reactions"), 0);
    let late = ada_says.socket.ask(&react(&sent["id"], "👍", true));
    assert_eq!(code(&late), "not_found");
    natter.stop();
}

#[test]
fn what_is_no_emoji_and_what_is_too_much_is_refused() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let sent = say(&mut ada_says, "react to this");
    for odd in ["a", "", "👍👍", "<b>", "no such name"] {
        let refused = ada_says.socket.ask(&react(&sent["id"], odd, true));
        assert_eq!(code(&refused), "invalid_payload", "{odd}");
    }
    let kinds = [
        "😀", "😃", "😄", "😁", "😆", "😅", "🤣", "😂", "🙂", "🙃", "😉", "😊", "😇", "🥰", "😍",
        "🤩", "😘", "😗", "😚", "😙",
    ];
    for kind in kinds {
        assert!(
            ada_says.socket.ask(&react(&sent["id"], kind, true))["ok"].is_object(),
            "{kind}"
        );
    }
    let refused = ada_says.socket.ask(&react(&sent["id"], "👍", true));
    assert_eq!(code(&refused), "limit_reached");
    ada_says.socket.ask(&react(&sent["id"], kinds[0], false));
    assert!(ada_says.socket.ask(&react(&sent["id"], "👍", true))["ok"].is_object());
    natter.stop();
}

#[test]
fn forms_react_and_the_message_s_page_tells_who_did() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let sent = say(&mut ada_says, "released");
    let path = format!("/m/{}", sent["id"].as_str().expect("an id"));
    let react = |who: &str, form: &str| natter.post(&format!("{path}/react"), who, form);
    let done = react(&bob.cookie(), "add=%3Atada%3A");
    let leads = format!("/r/lobby?around={0}#m-{0}", sent["seq"]);
    assert_eq!((done.status, done.header("location")), (303, Some(&*leads)));
    let page = natter.page(&ada.cookie(), &path).whole_body();
    assert!(page.contains("🎉 1") && page.contains(">bob<"), "{page}");
    let room = natter.page(&bob.cookie(), "/r/lobby").whole_body();
    assert!(room.contains("name=\"remove\" value=\"🎉\""));
    let refused = react(&bob.cookie(), "add=nothing+like+it");
    assert_eq!(refused.status, 422);
    assert!(refused.whole_body().contains("That is not one emoji"));
    assert_eq!(react(&bob.cookie(), "remove=%F0%9F%8E%89").status, 303);
    let room = natter.page(&bob.cookie(), "/r/lobby").whole_body();
    assert!(!room.contains("value=\"🎉\" aria-pressed"));
    natter.stop();
}

#[test]
fn what_somebody_reacts_with_is_offered_to_them_first() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let first = |who: &str, path: &str| {
        let page = natter.page(who, path).whole_body();
        let (_, rest) = page.split_once("React with ").expect("an offer");
        rest.split('"').next().unwrap_or_default().to_owned()
    };
    let sent: Vec<_> = (0..3).map(|_| say(&mut ada_says, "released")).collect();
    for (at, emoji) in [(0, "🦔"), (1, "🎉"), (2, "🦔")] {
        assert!(ada_says.socket.ask(&react(&sent[at]["id"], emoji, true))["ok"].is_object());
    }
    let path = format!("/m/{}", sent[0]["id"].as_str().expect("an id"));
    for path in ["/r/lobby", &*path] {
        assert_eq!(first(&ada.cookie(), path), "🦔", "{path}");
        assert_eq!(first(&bob.cookie(), path), "👍", "{path}");
    }
    natter.stop();
}
