//! What can be made of a room: another name, announcements, archived, private, deleted.

use crate::support::{
    PATIENCE,
    database::Database,
    people::{Person, me, send},
    rooms::{Speaker, code, workspace},
};
use serde_json::json;
use std::{fs, time::Instant};

#[test]
fn a_renamed_room_is_told_to_those_in_it_and_old_links_lead_on() {
    let (_folder, natter, owner) = workspace();
    let [ada, eve] = natter.members(["ada", "eve"]);
    let room = natter.room(&ada, "Design", "public");
    let ((mut ada_hears, _), (mut eve_hears, _)) = (natter.listen(&ada), natter.listen(&eve));
    let led = natter.does(&ada, "/r/design/edit", "name=Colour+Lab&topic=blue");
    assert_eq!(led, "/r/colour-lab/settings?done=edit");
    let changed = ada_hears.event("room_changed");
    assert_eq!(changed["id"], room.id);
    assert_eq!(changed["slug"], "colour-lab");
    assert_eq!(changed["name"], "Colour Lab");
    assert_eq!(changed["topic"], "blue");
    natter.does(&ada, "/r/colour-lab/edit", "name=Paint+Shop");
    for old in ["design", "colour-lab"] {
        let page = natter.page(&eve.cookie(), &format!("/r/{old}"));
        let leads = (page.status, page.header("location"));
        assert_eq!(leads, (303, Some("/r/paint-shop")), "{old}");
        let form = format!("client_id=client-{old}&body=x");
        let posted = natter.post(&format!("/r/{old}/messages"), &ada.cookie(), &form);
        assert_eq!(posted.header("location"), Some("/r/paint-shop"));
    }
    // A new room does not take over an address that leads somewhere.
    assert_eq!(natter.room(&eve, "Design", "public").slug, "design-2");
    let mut lobby = Speaker::in_the_lobby(&natter, &owner);
    let heard = lobby.heard_by(&mut eve_hears);
    assert!(!json!(heard).to_string().contains(&room.id), "{heard:?}");
    natter.stop();
}

#[test]
fn an_archived_room_is_read_and_nothing_more_is_said_in_it() {
    let (_folder, natter, owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let room = natter.room(&owner, "Old Plans", "private");
    natter.add(&owner, &room, &ada);
    let (mut ada_hears, _) = natter.listen(&ada);
    assert!(ada_hears.ask(&send(&room.id, "a last word"))["ok"].is_object());
    natter.does(&owner, &format!("/r/{}/archive", room.slug), "");
    assert_eq!(ada_hears.event("room_changed")["state"], "archived");
    let (mut owner_hears, _) = natter.listen(&owner);
    for socket in [&mut ada_hears, &mut owner_hears] {
        assert_eq!(code(&socket.ask(&send(&room.id, "one more"))), "forbidden");
        let page = socket.ask(&json!(["history", {"room": room.id}]));
        assert_eq!(page["ok"]["head"], 1);
        assert_eq!(page["ok"]["messages"][0]["content"]["text"], "a last word");
    }
    natter.does(&owner, &format!("/r/{}/unarchive", room.slug), "");
    assert_eq!(ada_hears.event("room_changed")["state"], "active");
    assert!(ada_hears.ask(&send(&room.id, "one more"))["ok"].is_object());
    natter.stop();
}

#[test]
fn in_a_room_for_announcements_only_its_admins_talk() {
    let (_folder, natter, owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let room = natter.room(&ada, "News", "public");
    natter.does(&bob, "/r/news/join", "");
    natter.does(&ada, "/r/news/posting", "posting=admins");
    let ((mut ada_hears, _), (mut bob_hears, welcome)) = (natter.listen(&ada), natter.listen(&bob));
    assert!(ada_hears.ask(&send(&room.id, "hear ye"))["ok"].is_object());
    assert_eq!(bob_hears.event("message")["content"]["text"], "hear ye");
    assert_eq!(code(&bob_hears.ask(&send(&room.id, "me too"))), "forbidden");
    let workspace = format!("person={}&role=admin", me(&welcome));
    natter.does(&ada, "/r/news/role", &workspace);
    // What he may do has changed: his socket comes in again.
    bob_hears.assert_closed();
    let (mut bob_hears, _) = natter.listen(&bob);
    assert!(bob_hears.ask(&send(&room.id, "me too"))["ok"].is_object());
    // Owners keep every room of a name; to talk there they have to be in it.
    natter.does(&owner, "/r/news/join", "");
    let (mut owner_hears, _) = natter.listen(&owner);
    assert!(owner_hears.ask(&send(&room.id, "and I"))["ok"].is_object());
    natter.stop();
}

#[test]
fn a_deleted_room_vanishes_and_its_messages_leave_the_disk() {
    const SECRET: &str = "the heron flies at dusk";
    let (_folder, natter, owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let room = natter.room(&ada, "Plans", "public");
    natter.add(&ada, &room, &owner);
    let (mut ada_hears, _) = natter.listen(&ada);
    for number in 0..300 {
        let body = format!("{SECRET}, and {number} more");
        assert!(ada_hears.ask(&send(&room.id, &body))["ok"].is_object());
    }
    let (mut owner_hears, _) = natter.listen(&owner);
    let delete = |who: &Person, name: &str| {
        let form = format!("confirm={name}");
        natter.post("/r/plans/delete", &who.cookie(), &form).status
    };
    assert_eq!(delete(&ada, "Plans"), 403, "only an owner may");
    assert_eq!(delete(&owner, "Plan"), 422, "its name was not typed");
    assert_eq!(delete(&owner, "Plans"), 303);
    for socket in [&mut ada_hears, &mut owner_hears] {
        assert_eq!(socket.event("room_removed"), json!({"room": room.id}));
        assert_eq!(code(&socket.ask(&send(&room.id, "gone?"))), "not_found");
        let page = socket.ask(&json!(["history", {"room": room.id}]));
        assert_eq!(code(&page), "not_found");
    }
    assert_eq!(natter.page(&owner.cookie(), "/r/plans").status, 404);
    // Its address is free, and what is there then is another room.
    let next = natter.room(&ada, "Plans", "public");
    assert_eq!(next.slug, "plans");
    let page = ada_hears.ask(&json!(["history", {"room": next.id}]));
    assert_eq!(page["ok"]["head"], 0);

    let mut database = Database::open(&natter.data);
    let begun = Instant::now();
    while database.count("messages") > 0 {
        assert!(begun.elapsed() < PATIENCE, "they stay");
    }
    let file = natter.data.join("natter.db");
    natter.stop();
    drop(database);
    let bytes = fs::read(file).expect("reads");
    let found = bytes
        .windows(SECRET.len())
        .filter(|part| *part == SECRET.as_bytes());
    assert_eq!(found.count(), 0, "they are still in the file");
}

#[test]
fn an_open_room_that_is_deleted_is_gone_for_everybody_at_once() {
    let (_folder, natter, owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let admin = natter.join(&natter.invite(&["--role", "admin"]), "amy");
    let guest = natter.join(&natter.invite(&["--role", "guest"]), "gus");
    let room = natter.room(&admin, "All Hands", "open");
    natter.add(&admin, &room, &guest);
    natter.does(&owner, "/r/all-hands/edit", "name=Everybody");
    let listeners = [&owner, &admin, &ada, &guest].map(|one| natter.listen(one).0);
    let delete = |who: &Person, slug: &str, name: &str| {
        let form = format!("confirm={name}");
        natter.post(&format!("/r/{slug}/delete"), &who.cookie(), &form)
    };
    for who in [&admin, &ada, &guest] {
        assert_eq!(delete(who, "everybody", "Everybody").status, 403);
    }
    assert_eq!(delete(&owner, "everybody", "All+Hands").status, 422);
    let deleted = delete(&owner, "everybody", "Everybody");
    assert_eq!(deleted.header("location"), Some("/rooms?done=deleted"));
    for mut socket in listeners {
        assert_eq!(socket.event("room_removed"), json!({"room": room.id}));
        assert_eq!(code(&socket.ask(&send(&room.id, "gone?"))), "not_found");
        let heads = socket.ask(&json!(["heads", {}]));
        assert!(!heads.to_string().contains(&room.id), "{heads}");
    }
    // Neither its address nor a former one leads anywhere, and both are free.
    for slug in ["everybody", "all-hands"] {
        let path = format!("/r/{slug}");
        assert_eq!(natter.page(&ada.cookie(), &path).status, 404, "{slug}");
    }
    assert_eq!(natter.room(&ada, "All Hands", "public").slug, "all-hands");
    let (_, welcome) = natter.listen(&ada);
    assert!(!welcome.to_string().contains(&room.id), "{welcome}");
    let log = natter
        .page(&owner.cookie(), "/workspace/audit")
        .whole_body();
    assert!(log.contains("a deleted room"), "the log tells it");
    natter.stop();
}

#[test]
fn the_lobby_stays_whatever_it_is_called_and_the_reason_is_told() {
    let (_folder, natter, owner) = workspace();
    let delete = |slug: &str, name: &str| {
        let form = format!("confirm={name}");
        natter.post(&format!("/r/{slug}/delete"), &owner.cookie(), &form)
    };
    let assert_stays = |slug: &str, name: &str| {
        let refused = delete(slug, name);
        assert_eq!(refused.status, 403, "{slug}");
        let page = refused.whole_body();
        assert!(page.contains("everyone who is new joins it"), "{page}");
        assert!(!page.contains("Delete room"), "there is no form for it");
    };
    assert_stays("lobby", "lobby");
    assert_stays("lobby", "something+else");
    natter.does(&owner, "/r/lobby/edit", "name=Hall");
    assert_stays("hall", "Hall");
    let closed = "workspace=Harbour&joining=invite";
    let saved = natter.post("/workspace/settings", &owner.cookie(), closed);
    assert!([200, 303].contains(&saved.status), "{saved:?}");
    assert_stays("hall", "Hall");
    // Whoever takes its first name gets another address.
    assert_eq!(natter.room(&owner, "Lobby", "open").slug, "lobby-2");
    assert_eq!(delete("lobby-2", "Lobby").status, 303);
    assert_stays("lobby", "Hall");
    natter.stop();
}

#[test]
fn an_archived_room_says_so_to_all_who_see_it_whatever_else_keeps_them_from_posting() {
    let (_folder, natter, owner) = workspace();
    let [ada, bob, eve] = natter.members(["ada", "bob", "eve"]);
    natter.room(&ada, "News", "public");
    natter.does(&bob, "/r/news/join", "");
    natter.does(&ada, "/r/news/posting", "posting=admins");
    natter.does(&ada, "/r/news/archive", "");
    for who in [&ada, &bob, &eve, &owner] {
        let page = natter.page(&who.cookie(), "/r/news").whole_body();
        let (who, words) = (&who.handle, "This room is archived.");
        assert!(page.contains(words), "{who} is not told");
        assert!(page.contains("data-state=\"closed\""), "{who} may join");
    }
    natter.stop();
}

#[test]
fn a_room_that_is_made_private_and_back_tells_before_what_that_means() {
    let (_folder, natter, owner) = workspace();
    let [ada, bob, eve] = natter.members(["ada", "bob", "eve"]);
    let room = natter.room(&ada, "Plans", "public");
    let (mut ada_hears, _) = natter.listen(&ada);
    assert!(ada_hears.ask(&send(&room.id, "before"))["ok"].is_object());
    let settings = |who: &Person| {
        let page = natter.page(&who.cookie(), "/r/plans/settings");
        match page.header("location") {
            Some(now) => natter.page(&who.cookie(), now).whole_body(),
            None => page.whole_body(),
        }
    };
    let says = settings(&ada);
    assert!(
        says.contains("Every member of the workspace can read"),
        "{says}"
    );
    assert!(!says.contains("You are not a room member"));
    assert!(
        settings(&owner)
            .contains("You are not a room member, so you will no longer see it either.")
    );

    // Whoever makes it private without being in it is led to where they see something.
    let led = natter.does(&owner, "/r/plans/kind", "kind=private");
    assert_eq!(led, "/rooms?done=hidden");
    let page = natter.page(&owner.cookie(), &led).whole_body();
    assert!(page.contains("The room is private now, and you are not a member."));
    let (mut eve_hears, _) = natter.listen(&eve);
    let history = json!(["history", {"room": room.id}]);
    assert_eq!(code(&eve_hears.ask(&history)), "not_found");
    assert!(settings(&ada).contains("Only room members can read"));
    assert!(ada_hears.ask(&send(&room.id, "among us"))["ok"].is_object());
    // Who is added reads all of it.
    natter.add(&ada, &room, &bob);
    let (mut bob_hears, _) = natter.listen(&bob);
    let read = bob_hears.ask(&history);
    assert_eq!(read["ok"]["messages"].as_array().map(Vec::len), Some(2));

    natter.does(&ada, "/r/plans/kind", "kind=public");
    let read = eve_hears.ask(&history);
    assert_eq!(read["ok"]["messages"][1]["content"]["text"], "among us");
    natter.stop();
}

#[test]
fn the_log_tells_of_open_rooms_edits_and_the_workspace_and_names_nothing_private() {
    let (_folder, natter, owner) = workspace();
    natter.room(&owner, "All Hands", "open");
    natter.does(&owner, "/r/all-hands/edit", "name=Everybody");
    let hidden = natter.room(&owner, "Layoffs", "private");
    let edited = "name=Salaries&topic=Layoffs";
    natter.does(&owner, &format!("/r/{}/edit", hidden.slug), edited);
    natter.does(
        &owner,
        "/workspace/settings",
        "workspace=The+Quay&joining=invite",
    );
    let log = natter
        .page(&owner.cookie(), "/workspace/audit.csv")
        .whole_body();
    let lines_of = |action: &str| log.lines().filter(|line| line.contains(action)).count();
    assert_eq!(lines_of("\"CreateOpenRoom\""), 1, "{log}");
    assert_eq!(lines_of("\"EditRoom\""), 2, "{log}");
    assert!(
        log.contains("name: The Quay; joining: invite; lobby: closed"),
        "{log}"
    );
    let said = log.to_lowercase();
    assert!(
        !said.contains("layoffs") && !said.contains("salaries"),
        "{log}"
    );
    natter.stop();
}
