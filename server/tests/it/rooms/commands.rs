//! Slash commands, as the form of a room's page takes them.

use crate::support::{
    Natter,
    people::{Person, Room, room_of},
    rooms::workspace,
};
use serde_json::{Value, json};
use uuid::Uuid;

/// Sends what was typed as the page's script does.
fn enter(natter: &Natter, who: &Person, room: &str, typed: &str) -> Value {
    let typed: String = typed.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let form = format!("client_id={}&body={typed}", Uuid::new_v4());
    let headers = [
        ("Cookie", who.cookie()),
        ("Origin", format!("http://{}", natter.address)),
        ("Accept", "application/json".to_owned()),
        (
            "Content-Type",
            "application/x-www-form-urlencoded".to_owned(),
        ),
    ];
    let headers: Vec<_> = headers
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let path = format!("/r/{room}/messages");
    natter
        .request("POST", &path, &headers, form.as_bytes())
        .json()
}

fn last(natter: &Natter, who: &Person, room: &Room) -> String {
    let (mut socket, _) = natter.listen(who);
    let page = socket.ask(&json!(["history", {"room": room.id, "limit": 1}]));
    page["ok"]["messages"][0]["content"]["text"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn commands_do_what_they_say_with_the_rights_of_whoever_types_them() {
    let (_folder, natter, owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let room = natter.room(&owner, "Plans", "private");
    natter.add(&owner, &room, &ada);
    let enter = |who: &Person, typed: &str| enter(&natter, who, &room.id, typed);
    for (typed, text) in [
        ("/me waves", "_waves_"),
        ("/shrug", "\u{af}\\_(\u{30c4})_/\u{af}"),
        ("//etc/hosts", "/etc/hosts"),
        ("plain", "plain"),
    ] {
        assert_eq!(enter(&ada, typed), json!({"ok": {}}), "{typed}");
        assert_eq!(last(&natter, &ada, &room), text);
    }
    let changed = enter(&owner, "/topic Blue  paint");
    assert_eq!(changed["ok"]["done"], "The topic was changed.");
    let page = natter
        .page(&ada.cookie(), &format!("/r/{}", room.slug))
        .whole_body();
    assert!(page.contains("Blue paint"), "{page}");
    assert_eq!(enter(&ada, "/topic Red")["error"]["code"], "forbidden");

    assert_eq!(enter(&bob, "hello")["error"]["code"], "not_found");
    assert!(enter(&ada, "/invite @bob")["ok"].is_object());
    assert!(enter(&bob, "hello")["ok"].is_object());
    assert!(enter(&bob, "/mute")["ok"].is_object());
    let (_, welcome) = natter.listen(&bob);
    assert_eq!(room_of(&welcome, &room.slug).as_ref(), Some(&room.id));
    let muted = welcome["preferences"].as_array().expect("a list");
    assert_eq!(muted[0]["muted"], true);
    assert!(enter(&bob, "/unmute")["ok"].is_object());
    natter.stop();
}

#[test]
fn a_command_that_does_not_exist_says_so_and_is_not_sent() {
    let (_folder, natter, owner) = workspace();
    let room = natter.room(&owner, "Plans", "public");
    for typed in [
        "/tpoic Blue",
        "/etc/hosts",
        "/",
        "/me",
        "/invite",
        "/invite @nobody",
    ] {
        let refused = enter(&natter, &owner, &room.id, typed);
        assert_eq!(
            refused["error"]["code"], "invalid_body",
            "{typed}: {refused}"
        );
    }
    assert_eq!(last(&natter, &owner, &room), "");
    // Without a script the page says so, and keeps what was typed.
    let form = format!("client_id={}&body=%2Ftpoic+Blue", Uuid::new_v4());
    let answer = natter.post(&format!("/r/{}/messages", room.id), &owner.cookie(), &form);
    let page = answer.whole_body();
    assert_eq!(answer.status, 422, "{page}");
    assert!(
        page.contains("there is no command /tpoic") && page.contains(">/tpoic Blue<"),
        "{page}"
    );
    natter.stop();
}
