//! Messages that people save for themselves.

use serde_json::{Value, json};

use crate::support::{
    database::Database,
    people::{Person, me},
    rooms::{code, say, workspace},
};

fn save(message: &Value, on: bool) -> Value {
    json!(["save", {"message": message["id"], "on": on}])
}

#[test]
fn what_is_saved_is_seen_by_oneself_alone_and_as_long_as_its_room_is() {
    let (_folder, natter, owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let room = natter.room(&owner, "Plans", "private");
    natter.add(&owner, &room, &ada);
    let ((mut owner_says, _), (mut ada_hears, welcome)) =
        (natter.listen(&owner), natter.listen(&ada));
    let sent = say(&mut owner_says, &room.id, "under the third stone");
    let lists = |who: &Person| {
        let page = natter.page(&who.cookie(), "/saved");
        assert_eq!(page.status, 200);
        page.whole_body()
    };
    let has = |who: &Person| lists(who).contains("under the third stone");
    for _ in 0..2 {
        let ack = ada_hears.ask(&save(&sent, true));
        assert_eq!(ack["ok"], json!({"saved": true}));
    }
    assert!(has(&ada) && !has(&owner) && !has(&bob));
    let mut bob_asks = natter.listen(&bob).0;
    assert_eq!(code(&bob_asks.ask(&save(&sent, true))), "not_found");

    natter.remove(&owner, &room, &me(&welcome));
    let list = lists(&ada);
    assert!(!has(&ada) && !list.contains(&room.slug) && !list.contains("Plans"));
    natter.add(&owner, &room, &ada);
    assert!(has(&ada));

    // Deleted: in no list. Its author may not save it either.
    let kept = say(&mut owner_says, &room.id, "and the fourth");
    let mut ada_asks = natter.listen(&ada).0;
    assert!(ada_asks.ask(&save(&kept, true))["ok"].is_object());
    owner_says.ask(&json!(["delete", {"message": kept["id"]}]));
    assert!(!lists(&ada).contains("and the fourth"));
    assert_eq!(code(&owner_says.ask(&save(&kept, true))), "not_found");
    assert!(ada_asks.ask(&save(&sent, false))["ok"].is_object());
    assert!(!has(&ada));
    natter.stop();
}

#[test]
fn forms_save_and_the_list_has_pages() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let room = natter.room(&ada, "Design", "public");
    let (mut ada_says, _) = natter.listen(&ada);
    let page = |path: &str| natter.page(&ada.cookie(), path).whole_body();
    assert!(page("/saved").contains("Nothing is saved here"));
    let mut paths = Vec::new();
    for n in 1..=22 {
        let sent = say(&mut ada_says, &room.id, &format!("note number {n}."));
        let path = format!("/m/{}", sent["id"].as_str().expect("an id"));
        assert!(page(&path).contains("Save for later"));
        let leads = natter.does(&ada, &format!("{path}/save"), "saved=yes");
        assert_eq!(leads, path);
        assert!(page(&path).contains("Remove from saved"));
        paths.push(path);
    }
    let first = page("/saved");
    assert!(first.contains("note number 22.") && first.contains("note number 3."));
    assert!(!first.contains("note number 2.") && first.contains("/saved?after=20"));
    let last = page("/saved?after=20");
    assert!(last.contains("note number 1.") && !last.contains("?after=21"));
    natter.does(
        &ada,
        &format!("{}/save", paths[21]),
        "saved=no&next=%2Fsaved",
    );
    assert!(!page("/saved").contains("note number 22."));
    // It goes with the account.
    let form = "confirm=ada&password=a+lamp+that+hums+quietly";
    natter.does(&ada, "/settings/data/delete", form);
    assert_eq!(Database::open(&natter.data).count("saved_messages"), 0);
    natter.stop();
}

#[test]
fn nobody_saves_without_end() {
    let (_folder, natter, owner) = workspace();
    let room = natter.room(&owner, "Design", "public");
    let (mut socket, _) = natter.listen(&owner);
    let sent = say(&mut socket, &room.id, "the first");
    let last = say(&mut socket, &room.id, "one too many");
    // As a thousand forms would.
    for n in 0..999 {
        say(&mut socket, &room.id, &n.to_string());
    }
    Database::change(
        &natter.data,
        "INSERT INTO saved_messages (member, message, at)
         SELECT author, number, sent_at FROM messages WHERE body <> 'one too many'",
    );
    assert_eq!(code(&socket.ask(&save(&last, true))), "limit_reached");
    assert!(socket.ask(&save(&sent, true))["ok"].is_object());
    assert!(socket.ask(&save(&sent, false))["ok"].is_object());
    assert!(socket.ask(&save(&last, true))["ok"].is_object());
    natter.stop();
}
