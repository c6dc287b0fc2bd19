//! Drafts, which follow their author from device to device.

use serde_json::{Value, json};

use crate::{
    erased::await_gone,
    support::{
        Natter,
        people::{Person, send},
        rooms::{Speaker, code, workspace},
        socket::Socket,
    },
};

/// Stores a draft that comes from that revision.
fn save(socket: &mut Socket, room: &str, body: &str, rev: u64) -> Value {
    let ack = socket.ask(&json!(["draft", {"room": room, "body": body, "rev": rev}]));
    assert!(ack["ok"].is_object(), "{ack}");
    ack["ok"].clone()
}

fn rev(draft: &Value) -> u64 {
    draft["rev"].as_u64().expect("a number")
}

/// The text area of a page.
fn shown(natter: &Natter, who: &Person, path: &str) -> String {
    let page = natter.page(&who.cookie(), path).whole_body();
    let (_, rest) = page.split_once("<textarea").expect("a message box");
    let (_, rest) = rest.split_once('>').expect("its text");
    rest.split("</textarea>")
        .next()
        .expect("its end")
        .to_owned()
}

#[test]
fn a_draft_is_on_all_devices_of_its_author_and_on_nobody_else_s() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let mut desk = Speaker::in_the_lobby(&natter, &ada);
    let (mut phone, _) = natter.listen(&ada);
    let mut bob_hears = Speaker::in_the_lobby(&natter, &bob);
    let room = desk.room.clone();
    let saved = save(&mut desk.socket, &room, " zanzibar ", 0);
    assert_eq!(saved["body"], " zanzibar ");
    assert_eq!(phone.event("draft_changed"), saved);
    assert_eq!(shown(&natter, &ada, "/r/lobby"), " zanzibar ");
    assert_eq!(shown(&natter, &bob, "/r/lobby"), "");
    // The phone goes on with it, and sends it.
    let more = save(&mut phone, &room, "zanzibar and more", rev(&saved));
    assert!(rev(&more) > rev(&saved) && more.get("other").is_none());
    let gone = save(&mut phone, &room, "", rev(&more));
    assert_eq!(gone["body"], "");
    assert_eq!(shown(&natter, &ada, "/r/lobby"), "");
    await_gone(&natter.data, &["zanzibar"]);
    let heard = desk.heard_by(&mut bob_hears.socket);
    assert!(heard.iter().all(|event| event[0] != "draft_changed"));
    natter.stop();
}

#[test]
fn where_two_devices_have_typed_the_latest_stays_and_the_other_is_kept() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut desk = Speaker::in_the_lobby(&natter, &ada);
    let (mut phone, _) = natter.listen(&ada);
    let room = desk.room.clone();
    let first = save(&mut desk.socket, &room, "of the desk", 0);
    // The phone was offline, and knows nothing of it.
    let second = save(&mut phone, &room, "of the phone", 0);
    assert_eq!(second["other"], "of the desk");
    let again = save(&mut phone, &room, "of the phone", 0);
    assert_eq!(again, second, "the same again changes nothing");
    // The desk's box is emptied: that deletes nothing of the phone's.
    assert_eq!(save(&mut desk.socket, &room, "", rev(&first)), second);
    // The phone's is sent: the desk's is there again.
    let left = save(&mut phone, &room, "", rev(&second));
    assert_eq!(
        (&left["body"], left.get("other")),
        (&json!("of the desk"), None)
    );
    // Its author chooses between the two, or drops one.
    let chosen = json!({"room": room, "body": "a", "rev": rev(&left), "other": "b"});
    let chosen = phone.ask(&json!(["draft", chosen]))["ok"].clone();
    assert_eq!(
        (&chosen["body"], &chosen["other"]),
        (&json!("a"), &json!("b"))
    );
    let dropped = json!({"room": room, "body": "a", "rev": rev(&chosen), "other": ""});
    let dropped = phone.ask(&json!(["draft", dropped]))["ok"].clone();
    assert!(dropped.get("other").is_none() && rev(&dropped) > rev(&chosen));
    let long = json!({"room": room, "body": "ü".repeat(10_001)});
    assert_eq!(code(&phone.ask(&json!(["draft", long]))), "invalid_body");
    natter.stop();
}

#[test]
fn a_thread_has_a_draft_of_its_own_and_the_form_takes_it_along() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let room = ada_says.room.clone();
    let root = ada_says.socket.ask(&send(&room, "the root"))["ok"]["id"].clone();
    let id = root.as_str().expect("an id");
    save(&mut ada_says.socket, &room, "for the room", 0);
    let in_thread = json!({"room": room, "thread": root, "body": "for the thread"});
    let ack = ada_says.socket.ask(&json!(["draft", in_thread]));
    assert_eq!(ack["ok"]["thread"], root);
    let path = format!("/m/{id}/thread");
    let page = natter.page(&ada.cookie(), &path).whole_body();
    assert!(
        page.contains(">for the room<") && page.contains(">for the thread<"),
        "{page}"
    );
    // Sent by the form, it is gone, and the room's is not.
    let form = format!("client_id=client-d1&body=for+the+thread&thread={id}");
    natter.does(&ada, "/r/lobby/messages", &form);
    let page = natter.page(&ada.cookie(), &path).whole_body();
    let (_, boxes) = page.split_once("<textarea").expect("message boxes");
    assert!(boxes.contains(">for the room<") && !boxes.contains(">for the thread</textarea"));
    // As the page's script stores it.
    let form = format!("thread={id}&body=once+more&rev=0");
    let stored = natter.post("/r/lobby/draft", &ada.cookie(), &form);
    assert_eq!(stored.status, 200);
    assert_eq!(stored.json()["ok"]["body"], "once more");
    natter.stop();
}

#[test]
fn drafts_go_from_the_disk_with_their_room_and_their_account() {
    let (_folder, natter, owner) = workspace();
    let [bob] = natter.members(["bob"]);
    let room = natter.room(&owner, "Plans", "public");
    natter.does(&bob, "/r/plans/join", "");
    let mut bob_says = Speaker::in_the_lobby(&natter, &bob);
    let lobby = bob_says.room.clone();
    save(&mut bob_says.socket, &room.id, "zanzibar-room", 0);
    save(&mut bob_says.socket, &lobby, "zanzibar-account", 0);
    natter.does(&owner, "/r/plans/delete", "confirm=Plans");
    await_gone(&natter.data, &["zanzibar-room"]);
    // Signing out loses nothing.
    natter.does(&bob, "/sign-out", "");
    let bob = natter.sign_in("bob", crate::support::people::PASSWORD);
    assert_eq!(shown(&natter, &bob, "/r/lobby"), "zanzibar-account");
    let password = crate::support::people::encoded(crate::support::people::PASSWORD);
    let form = format!("confirm=bob&password={password}");
    natter.does(&bob, "/settings/data/delete", &form);
    await_gone(&natter.data, &["zanzibar-account"]);
    natter.stop();
}
