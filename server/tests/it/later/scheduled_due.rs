//! Scheduled messages when they are due.

use std::time::Instant;

use serde_json::{Value, json};

use super::{HOUR, NOT_YET, list, make_due, schedule, scheduled, texts};
use crate::{
    erased::await_gone,
    support::{
        Natter, PATIENCE,
        database::Database,
        now_ms,
        people::{PASSWORD, encoded, me, send},
        rooms::{Speaker, workspace},
        socket::Socket,
    },
};

/// The next that was not sent, and why.
fn not_sent(socket: &mut Socket) -> (Value, Value) {
    loop {
        let changed = socket.event("scheduled_changed");
        let message = &changed["message"];
        if message.get("not_sent").is_some() {
            return (changed["id"].clone(), message["not_sent"].clone());
        }
    }
}

#[test]
fn what_is_due_is_posted_as_its_author_s_and_mentions_whom_it_means_then() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let (mut bob_hears, welcome) = natter.listen(&bob);
    let request = schedule(&ada_says.room, "**wake up** @bob", now_ms() + 300);
    let made = ada_says.socket.ask(&request)["ok"].clone();
    let heard = bob_hears.event("message");
    assert_eq!(heard["author"]["name"], "ada");
    assert_eq!(heard["client_id"], request[1]["client_id"]);
    assert!(heard["html"].as_str().expect("markup").contains("<strong>"));
    assert_eq!(heard["mentions"], json!([{"member": me(&welcome)}]));
    assert_eq!(ada_says.socket.event("scheduled_changed")["id"], made["id"]);
    assert!(list(&mut ada_says.socket).is_empty());
    // A client that sends it after all is told of the one that was posted.
    let mut again = send(&ada_says.room, "**wake up** @bob");
    again[1]["client_id"] = request[1]["client_id"].clone();
    let ack = ada_says.socket.ask(&again);
    assert_eq!(ack["ok"]["id"], heard["id"]);
    natter.stop();
}

#[test]
fn all_that_was_due_while_the_server_was_down_is_posted_in_order() {
    let (folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let room = ada_says.room.clone();
    let at = now_ms() + HOUR;
    // Two at the same time are posted in the order in which they were scheduled.
    for (body, at) in [
        ("third", at + 2),
        ("first", at),
        ("second", at),
        ("later", at + 3 * HOUR),
    ] {
        let ack = ada_says.socket.ask(&schedule(&room, body, at));
        assert!(ack["ok"].is_object(), "{ack}");
    }
    natter.signal("KILL");
    natter.wait();
    let natter = Natter::start(&folder, &["--rate-limits", "off"]);
    natter.stop();
    Database::change(
        &folder.path().join("data"),
        "UPDATE scheduled_messages SET due_at = due_at - 7200000",
    );
    let natter = Natter::start(&folder, &["--rate-limits", "off"]);
    let (mut socket, _) = natter.listen(&ada);
    assert_eq!(texts(&mut socket, &room, 3), ["first", "second", "third"]);
    let left = list(&mut socket);
    assert_eq!(left.len(), 1);
    assert_eq!(left[0]["body"], "later");
    natter.stop();
}

#[test]
fn a_clock_that_is_set_ahead_makes_all_due_that_it_passed() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let room = ada_says.room.clone();
    scheduled(&mut ada_says.socket, &room, "one");
    scheduled(&mut ada_says.socket, &room, "two");
    make_due(&natter);
    scheduled(&mut ada_says.socket, &room, NOT_YET);
    assert_eq!(texts(&mut ada_says.socket, &room, 2), ["one", "two"]);
    natter.stop();
}

#[test]
fn a_server_that_is_killed_while_it_posts_posts_each_once() {
    const MANY: usize = 40;
    let (folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let room = ada_says.room.clone();
    let bodies: Vec<_> = (0..MANY).map(|number| format!("number {number}")).collect();
    for body in &bodies {
        scheduled(&mut ada_says.socket, &room, body);
    }
    make_due(&natter);
    scheduled(&mut ada_says.socket, &room, NOT_YET);
    ada_says.socket.event("message");
    natter.signal("KILL");
    natter.wait();
    let natter = Natter::start(&folder, &["--rate-limits", "off"]);
    let (mut socket, _) = natter.listen(&ada);
    assert_eq!(texts(&mut socket, &room, MANY), bodies);
    assert_eq!(list(&mut socket).len(), 1);
    natter.stop();
}

#[test]
fn who_may_no_longer_post_finds_it_in_their_list_with_the_reason() {
    let (_folder, natter, owner) = workspace();
    let [ada, bob, eve] = natter.members(["ada", "bob", "eve"]);
    let plans = natter.room(&owner, "Plans", "private");
    let news = natter.room(&owner, "News", "public");
    let old = natter.room(&owner, "Old", "public");
    for whom in [&ada, &bob] {
        natter.add(&owner, &plans, whom);
        natter.does(whom, &format!("/r/{}/join", news.slug), "");
        natter.does(whom, &format!("/r/{}/join", old.slug), "");
    }
    let (mut ada_hears, _) = natter.listen(&ada);
    let (mut bob_hears, welcome) = natter.listen(&bob);
    let in_plans = scheduled(&mut bob_hears, &plans.id, "removed");
    let in_news = scheduled(&mut bob_hears, &news.id, "announced");
    let in_old = scheduled(&mut bob_hears, &old.id, "archived");
    natter.remove(&owner, &plans, &me(&welcome));
    natter.does(
        &owner,
        &format!("/r/{}/posting", news.slug),
        "posting=admins",
    );
    natter.does(&owner, &format!("/r/{}/archive", old.slug), "");
    make_due(&natter);
    // Somebody else wakes the server.
    let mut eve_says = Speaker::in_the_lobby(&natter, &eve);
    let lobby = eve_says.room.clone();
    scheduled(&mut eve_says.socket, &lobby, NOT_YET);
    for (id, reason) in [
        (&in_plans, "not_in_room"),
        (&in_news, "not_allowed"),
        (&in_old, "archived"),
    ] {
        assert_eq!(not_sent(&mut bob_hears), (json!(id), json!(reason)));
    }
    assert_eq!(list(&mut bob_hears).len(), 3);
    for room in [&plans, &news] {
        assert!(texts(&mut ada_hears, &room.id, 0).is_empty());
    }
    // The room's name is no longer theirs to know, and their text is.
    let page = natter.page(&bob.cookie(), "/scheduled").whole_body();
    assert!(page.contains("you were no longer in the room") && page.contains("removed"));
    assert!(!page.contains("Plans"));
    natter.stop();
}

#[test]
fn nothing_is_posted_for_who_is_banned_or_deactivated() {
    let (_folder, natter, owner) = workspace();
    let [bob, eve] = natter.members(["bob", "eve"]);
    let mut owner_says = Speaker::in_the_lobby(&natter, &owner);
    let room = owner_says.room.clone();
    for (who, deed, reason) in [
        (&bob, "ban", "banned"),
        (&eve, "deactivate", "account_inactive"),
    ] {
        let (mut socket, _) = natter.listen(who);
        scheduled(&mut socket, &room, "too late");
        let form = "reason=a+test&days=1";
        natter.does(&owner, &format!("/people/{}/{deed}", who.handle), form);
        make_due(&natter);
        scheduled(&mut owner_says.socket, &room, NOT_YET);
        let begun = Instant::now();
        let mut database = Database::open(&natter.data);
        let noted = format!("scheduled_messages WHERE not_sent = '{reason}'");
        while database.count(&noted) != 1 {
            assert!(begun.elapsed() < PATIENCE, "{reason}");
        }
    }
    assert!(texts(&mut owner_says.socket, &room, 0).is_empty());
    natter.stop();
}

#[test]
fn texts_go_from_the_disk_with_their_room_and_their_account() {
    let (_folder, natter, owner) = workspace();
    let [bob] = natter.members(["bob"]);
    let room = natter.room(&owner, "Plans", "public");
    natter.does(&bob, "/r/plans/join", "");
    let mut bob_says = Speaker::in_the_lobby(&natter, &bob);
    let id = scheduled(&mut bob_says.socket, &room.id, "zanzibar-room");
    let lobby = bob_says.room.clone();
    scheduled(&mut bob_says.socket, &lobby, "zanzibar-account");
    natter.does(&owner, "/r/plans/delete", "confirm=Plans");
    await_gone(&natter.data, &["zanzibar-room"]);
    let listed = list(&mut bob_says.socket);
    let gone = listed.iter().find(|one| one["id"] == id.as_str());
    let gone = gone.expect("it is listed");
    assert_eq!(gone["not_sent"], "room_deleted");
    assert!(gone.get("body").is_none());
    let page = natter.page(&bob.cookie(), "/scheduled").whole_body();
    assert!(page.contains("the room was deleted") && page.contains("Remove"));
    let form = format!("confirm=bob&password={}", encoded(PASSWORD));
    natter.does(&bob, "/settings/data/delete", &form);
    await_gone(&natter.data, &["zanzibar-account"]);
    natter.stop();
}
