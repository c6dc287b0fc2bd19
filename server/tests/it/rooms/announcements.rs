//! Rooms in which only admins post: who is told that they may, and when.

use crate::support::{
    people::{Person, me, send},
    rooms::{code, workspace},
};
use serde_json::{Value, json};

/// The rooms that a welcome says one is an admin of.
fn kept(welcome: &Value) -> Vec<String> {
    let kept = welcome["administered"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    kept.iter()
        .map(|id| id.as_str().expect("an id").to_owned())
        .collect()
}

#[test]
fn who_looks_after_a_room_is_told_so_and_posts_where_only_admins_do() {
    let (_folder, natter, olive) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let room = natter.room(&ada, "News", "public");
    natter.does(&ada, "/r/news/posting", "posting=admins");
    natter.does(&bob, "/r/news/join", "");
    let (mut ada_hears, welcome) = natter.listen(&ada);
    assert_eq!(kept(&welcome), [&*room.id]);
    assert!(ada_hears.ask(&send(&room.id, "today"))["ok"].is_object());
    let (mut bob_hears, welcome) = natter.listen(&bob);
    assert!(welcome.get("administered").is_none(), "{welcome}");
    assert_eq!(code(&bob_hears.ask(&send(&room.id, "me too"))), "forbidden");

    // A new role ends the connection; the next welcome tells it.
    let bob_id = me(&welcome);
    let set_role = |role: &str| {
        let form = format!("person={bob_id}&role={role}");
        natter.does(&ada, "/r/news/role", &form);
    };
    set_role("admin");
    bob_hears.assert_closed();
    let (mut bob_hears, welcome) = natter.listen(&bob);
    assert_eq!(kept(&welcome), [&*room.id]);
    assert!(bob_hears.ask(&send(&room.id, "now I may"))["ok"].is_object());
    set_role("member");
    bob_hears.assert_closed();
    assert!(natter.listen(&bob).1.get("administered").is_none());

    // A guest looks after nothing, whatever they were before.
    set_role("admin");
    natter.does(&olive, "/people/bob/role", "role=guest");
    assert!(natter.listen(&bob).1.get("administered").is_none());
    natter.stop();
}

#[test]
fn rooms_that_follow_the_welcome_tell_it_too() {
    let (_folder, natter, _olive) = workspace();
    let [ada] = natter.members(["ada"]);
    let made: Vec<_> = (0..60)
        .map(|number| natter.room(&ada, &format!("Room {number}"), "public").id)
        .collect();
    let (mut socket, welcome) = natter.listen(&ada);
    assert_eq!(welcome["more"], true);
    let mut all = kept(&welcome);
    loop {
        let portion = socket.event("rooms");
        all.extend(kept(&portion));
        if portion["more"] == false {
            break;
        }
    }
    all.sort();
    all.dedup();
    let mut made = made;
    made.sort();
    assert_eq!(all, made);
    natter.stop();
}

#[test]
fn an_open_room_of_announcements_is_kept_by_whom_its_admins_name() {
    let (_folder, natter, olive) = workspace();
    let [bob] = natter.members(["bob"]);
    let room = natter.room(&olive, "Harbour news", "open");
    natter.does(&olive, "/r/harbour-news/posting", "posting=admins");
    let id = me(&natter.listen(&bob).1);
    let form = format!("person={id}&role=admin");
    natter.does(&olive, "/r/harbour-news/role", &form);
    let (mut socket, welcome): (_, Value) = natter.listen(&bob);
    assert_eq!(kept(&welcome), [&*room.id]);
    assert!(socket.ask(&send(&room.id, "low tide at noon"))["ok"].is_object());
    let page = |who: &Person| natter.page(&who.cookie(), "/r/harbour-news").whole_body();
    assert!(page(&bob).contains("data-state=\"open\""));
    let history = socket.ask(&json!(["history", {"room": room.id}]));
    assert_eq!(history["ok"]["head"], 1);
    natter.stop();
}
