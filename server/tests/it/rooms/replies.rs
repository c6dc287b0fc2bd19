//! Replies, and the line that they show of the message that they answer.

use crate::{
    erased::await_gone,
    support::{
        people::{Person, encoded, send},
        rooms::{Speaker, code, workspace, workspace_with_undo_for},
        socket::Socket,
    },
};
use serde_json::{Value, json};
use uuid::Uuid;

/// Posts a reply.
pub(super) fn reply(room: &str, to: &Value, body: &str) -> Value {
    let mut packet = send(room, body);
    packet[1]["reply_to"] = to.clone();
    packet
}

/// All of a room, or of a part of it.
pub(super) fn history(socket: &mut Socket, room: &str, part: Value) -> Vec<Value> {
    let page = socket.ask(&json!(["history", {"room": room, "part": part}]));
    let messages = page["ok"]["messages"].as_array();
    messages.unwrap_or_else(|| panic!("{page}")).clone()
}

/// What changed after a revision.
pub(super) fn missed(socket: &mut Socket, room: &str, rev: &Value) -> Value {
    let have = json!({"room": room, "seq": 0, "rev": rev});
    let reply = socket.ask(&json!(["resume", {"rooms": [have]}]));
    reply["ok"]["rooms"][0]["missed"].clone()
}

fn post(speaker: &mut Speaker, packet: &Value) -> Value {
    let ack = speaker.socket.ask(packet);
    assert!(ack["ok"].is_object(), "{ack}");
    ack["ok"].clone()
}

#[test]
fn a_reply_shows_a_line_of_the_message_that_it_answers() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let (mut ada_says, mut bob_says) = (
        Speaker::in_the_lobby(&natter, &ada),
        Speaker::in_the_lobby(&natter, &bob),
    );
    let room = ada_says.room.clone();
    let (mut ada_hears, _) = natter.listen(&ada);
    let asked = post(&mut ada_says, &send(&room, "Is **it**\n||blue||?"));
    let answered = post(&mut bob_says, &reply(&room, &asked["id"], "It is."));
    ada_hears.event("message");
    let heard = ada_hears.event("message");
    let quote = &heard["reply"];
    assert_eq!(
        (&quote["message"], &quote["seq"], &quote["excerpt"]),
        (&asked["id"], &asked["seq"], &json!("Is it ████?"))
    );
    assert_eq!(quote["author"]["name"], "ada");
    assert_eq!(answered["reply"], *quote);
    assert_eq!(history(&mut ada_says.socket, &room, json!("all"))[1], heard);
    let page = natter.page(&bob.cookie(), "/r/lobby").whole_body();
    assert!(page.contains("class=\"quote\" href=\"#m-1\""), "{page}");
    natter.stop();
}

#[test]
fn what_becomes_of_a_message_becomes_of_its_quotes_with_one_revision() {
    let (_folder, natter, _owner) = workspace_with_undo_for(0);
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let room = ada_says.room.clone();
    let first = post(&mut ada_says, &send(&room, "zanzibar-first"));
    let last = post(&mut ada_says, &reply(&room, &first["id"], "so it is"));
    let edit = json!(["edit", {"message": first["id"], "body": "zanzibar-second"}]);
    let edited = post(&mut ada_says, &edit);
    let now = history(&mut ada_says.socket, &room, json!("all"));
    assert_eq!(now[1]["reply"]["excerpt"], "zanzibar-second");
    assert_eq!(now[1]["rev"], edited["rev"]);
    // Both are told together.
    let told = missed(&mut ada_says.socket, &room, &last["rev"]);
    assert_eq!(told["messages"], json!([now[0], now[1]]));

    let deleted = post(&mut ada_says, &json!(["delete", {"message": first["id"]}]));
    let now = history(&mut ada_says.socket, &room, json!("all"));
    assert_eq!(now[1]["reply"].get("excerpt"), None);
    assert_eq!(
        (&now[1]["rev"], &now[0]["rev"]),
        (&deleted["rev"], &deleted["rev"])
    );
    let page = natter.page(&ada.cookie(), "/r/lobby").whole_body();
    assert!(page.contains("<i>Message deleted</i>"), "{page}");
    // A reply to what was deleted meanwhile is not lost.
    let late = post(&mut ada_says, &reply(&room, &first["id"], "late"));
    assert_eq!(late["reply"].get("excerpt"), None);
    // What is deleted says no more what it answered.
    let gone = post(&mut ada_says, &json!(["delete", {"message": last["id"]}]));
    assert_eq!(gone.get("reply"), None);
    await_gone(&natter.data, &["zanzibar-"]);
    natter.stop();
}

#[test]
fn nobody_replies_to_what_is_not_in_the_room() {
    let (_folder, natter, owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let plans = natter.room(&owner, "Plans", "private");
    let (mut owner_says, _) = natter.listen(&owner);
    let hidden = owner_says.ask(&send(&plans.id, "hidden"))["ok"]["id"].clone();
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let room = ada_says.room.clone();
    let absent = json!(Uuid::new_v4().to_string());
    for field in ["reply_to", "thread"] {
        let mut refused = [&hidden, &absent].map(|target| {
            let mut packet = send(&room, "hello");
            packet[1][field] = target.clone();
            ada_says.socket.ask(&packet)
        });
        refused
            .iter()
            .for_each(|one| assert_eq!(code(one), "not_found"));
        let [hidden, absent] = &mut refused;
        assert_eq!(hidden, absent);
    }
    assert_eq!(
        history(&mut ada_says.socket, &room, json!("all")),
        [] as [Value; 0]
    );
    natter.stop();
}

/// Nobody could be told of it in parts, as a part would say that all is known.
#[test]
fn a_change_that_shows_in_more_than_an_answer_holds_asks_to_load_anew() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let room = ada_says.room.clone();
    let first = post(&mut ada_says, &send(&room, "first"));
    let long = "x".repeat(9_900);
    for _ in 0..120 {
        post(&mut ada_says, &reply(&room, &first["id"], &long));
    }
    let edit = json!(["edit", {"message": first["id"], "body": "changed"}]);
    let edited = post(&mut ada_says, &edit);
    let before = edited["rev"].as_u64().map(|rev| rev - 1);
    assert_eq!(missed(&mut ada_says.socket, &room, &json!(before)), "reset");
    let none = missed(&mut ada_says.socket, &room, &edited["rev"]);
    assert_eq!(none, json!({"messages": []}));
    natter.stop();
}

/// Posts by the form of a page.
pub(super) fn post_form(
    natter: &crate::support::Natter,
    by: &Person,
    fields: &str,
    body: &str,
) -> String {
    let form = format!(
        "client_id={}&{fields}&body={}",
        Uuid::new_v4(),
        encoded(body)
    );
    let done = natter.post("/r/lobby/messages", &by.cookie(), &form);
    assert_eq!(done.status, 303, "{done:?}");
    done.header("location").unwrap_or_default().to_owned()
}

#[test]
fn a_plain_form_replies() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let room = ada_says.room.clone();
    let asked = post(&mut ada_says, &send(&room, "Is it?"));
    let id = asked["id"].as_str().expect("an id");
    post_form(&natter, &ada, &format!("reply_to={id}"), "It is.");
    let now = history(&mut ada_says.socket, &room, json!("all"));
    assert_eq!(now[1]["reply"]["message"], asked["id"]);
    natter.stop();
}
