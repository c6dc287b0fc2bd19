//! Threads, as clients see them.

use super::replies::{history, missed, post_form};
use crate::support::{
    people::{Person, send},
    rooms::{Speaker, code, workspace},
};
use serde_json::{Value, json};

/// Posts in a thread.
fn answer(room: &str, to: &Value, body: &str) -> Value {
    let mut packet = send(room, body);
    packet[1]["thread"] = to.clone();
    packet
}

fn also_in_the_room(mut packet: Value) -> Value {
    packet[1]["in_room"] = json!(true);
    packet
}

fn post(speaker: &mut Speaker, packet: &Value) -> Value {
    let ack = speaker.socket.ask(packet);
    assert!(ack["ok"].is_object(), "{ack}");
    ack["ok"].clone()
}

fn texts(messages: &[Value]) -> Vec<&str> {
    let texts = messages.iter().map(|one| one["content"]["text"].as_str());
    texts.map(|text| text.unwrap_or("deleted")).collect()
}

#[test]
fn what_is_posted_in_a_thread_is_a_message_of_the_room_and_not_in_its_log() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let mut bob_says = Speaker::in_the_lobby(&natter, &bob);
    let room = ada_says.room.clone();
    let (mut ada_hears, _) = natter.listen(&ada);
    let root = post(&mut ada_says, &send(&room, "root"));
    post(&mut ada_says, &send(&room, "beside"));
    let first = post(&mut bob_says, &answer(&room, &root["id"], "first"));
    assert_eq!((&first["seq"], &first["rev"]), (&json!(3), &json!(3)));
    for _ in 0..2 {
        ada_hears.event("message");
    }
    let heard = ada_hears.event("message");
    let replies = &heard["thread"]["replies"];
    assert_eq!(heard["thread"]["root"], root["id"]);
    assert_eq!(
        (&replies["count"], &replies["last_at"]),
        (&json!(1), &first["sent_at"])
    );
    assert_eq!(replies["faces"][0]["name"], "bob");
    assert_eq!(first["thread"], heard["thread"]);
    // Who answers a message of a thread is in that thread.
    let second = post(&mut ada_says, &answer(&room, &first["id"], "second"));
    assert_eq!(second["thread"]["root"], root["id"]);
    let loud = answer(&room, &root["id"], "loud");
    post(&mut bob_says, &also_in_the_room(loud));

    let mut parts = [json!("all"), json!("log"), json!({"thread": root["id"]})].map(|part| {
        let found = history(&mut ada_says.socket, &room, part);
        texts(&found).join(" ")
    });
    assert_eq!(
        parts.each_mut().map(|part| part.as_str()),
        [
            "root beside first second loud",
            "root beside loud",
            "root first second loud"
        ]
    );
    let now = history(&mut ada_says.socket, &room, json!("log"));
    let replies = &now[0]["replies"];
    assert_eq!((&now[0]["rev"], &replies["count"]), (&json!(5), &json!(3)));
    let faces = replies["faces"].as_array().expect("faces");
    let names: Vec<_> = faces.iter().map(|face| face["name"].as_str()).collect();
    assert_eq!(names, [Some("bob"), Some("ada")]);
    // Root and message are told together.
    let told = missed(&mut ada_says.socket, &room, &second["rev"]);
    assert_eq!(
        texts(told["messages"].as_array().expect("told")),
        ["root", "loud"]
    );
    natter.stop();
}

#[test]
fn a_deleted_message_counts_no_more_in_its_thread() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let room = ada_says.room.clone();
    let root = post(&mut ada_says, &send(&room, "root"));
    let first = post(&mut ada_says, &answer(&room, &root["id"], "first"));
    post(&mut ada_says, &answer(&room, &root["id"], "second"));
    let delete = json!(["delete", {"message": first["id"]}]);
    let deleted = post(&mut ada_says, &delete);
    assert_eq!(deleted["thread"]["replies"]["count"], 1);
    // Again: nothing.
    let again = post(&mut ada_says, &delete);
    assert_eq!(again["rev"], deleted["rev"]);
    let now = history(&mut ada_says.socket, &room, json!({"thread": root["id"]}));
    assert_eq!(texts(&now), ["root", "deleted", "second"]);
    assert_eq!(
        (&now[0]["replies"]["count"], &now[0]["rev"]),
        (&json!(1), &deleted["rev"])
    );
    // A root that is deleted leaves its thread as it is.
    let delete = json!(["delete", {"message": root["id"]}]);
    post(&mut ada_says, &delete);
    let now = history(&mut ada_says.socket, &room, json!({"thread": root["id"]}));
    assert_eq!(texts(&now), ["deleted", "deleted", "second"]);
    natter.stop();
}

#[test]
fn pages_of_a_log_and_of_a_thread_say_what_is_before_and_after_them() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let room = ada_says.room.clone();
    let root = post(&mut ada_says, &send(&room, "m1"));
    for number in 2..=9 {
        let text = format!("m{number}");
        let packet = match number % 2 {
            0 => answer(&room, &root["id"], &text),
            _ => send(&room, &text),
        };
        post(&mut ada_says, &packet);
    }
    let mut page = |part: &Value, at: Value| {
        let ask = json!(["history", {"room": room, "part": part, "at": at, "limit": 2}]);
        let page = ada_says.socket.ask(&ask)["ok"].clone();
        let messages = page["messages"].as_array().expect("messages").clone();
        let (older, newer) = (&page["has_older"], &page["has_newer"]);
        let found = texts(&messages).join(" ");
        format!("{} {found} {}", older == true, newer == true)
    };
    let (log, thread) = (json!("log"), json!({"thread": root["id"]}));
    for (part, at, expected) in [
        (&log, json!("latest"), "true m7 m9 false"),
        (&log, json!({"before": 7}), "true m3 m5 true"),
        (&log, json!({"before": 5}), "false m1 m3 true"),
        (&log, json!({"after": 5}), "true m7 m9 false"),
        (&thread, json!("latest"), "true m6 m8 false"),
        (&thread, json!({"before": 6}), "true m2 m4 true"),
        (&thread, json!({"before": 3}), "false m1 m2 true"),
        (&thread, json!({"after": 0}), "false m1 m2 true"),
        (&thread, json!({"after": 8}), "true  false"),
    ] {
        assert_eq!(page(part, at.clone()), expected, "{part} {at}");
    }
    natter.stop();
}

#[test]
fn a_thread_of_another_room_is_not_found() {
    let (_folder, natter, owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let plans = natter.room(&owner, "Plans", "private");
    let (mut owner_says, _) = natter.listen(&owner);
    let root = owner_says.ask(&send(&plans.id, "hidden"))["ok"]["id"].clone();
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let part = json!({"thread": root});
    let ask = json!(["history", {"room": ada_says.room, "part": part}]);
    assert_eq!(code(&ada_says.socket.ask(&ask)), "not_found");
    natter.stop();
}

#[test]
fn the_page_of_a_thread_posts_in_it_by_a_plain_form() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let room = ada_says.room.clone();
    let root = post(&mut ada_says, &send(&room, "the root"));
    let id = root["id"].as_str().expect("an id");
    let path = format!("/m/{id}/thread");
    let page = natter.page(&bob.cookie(), &path).whole_body();
    assert!(
        page.contains("id=\"t-1\"") && page.contains("id=\"m-1\""),
        "{page}"
    );
    let fields = format!("thread={id}&in_room=on");
    assert_eq!(post_form(&natter, &bob, &fields, "an answer"), path);
    let log = history(&mut ada_says.socket, &room, json!("log"));
    assert_eq!(texts(&log), ["the root", "an answer"]);
    let page = natter.page(&ada.cookie(), "/r/lobby").whole_body();
    assert!(
        page.contains(&format!("href=\"{path}\"")) && page.contains("1 reply"),
        "{page}"
    );
    // The page of a message of the thread is that of the thread.
    let answer = log[1]["id"].as_str().expect("an id");
    let page = natter
        .page(&ada.cookie(), &format!("/m/{answer}/thread"))
        .whole_body();
    assert!(
        page.contains("id=\"t-1\"") && page.contains("id=\"t-2\""),
        "{page}"
    );
    natter.stop();
}

#[test]
fn a_thread_is_followed_by_who_wrote_in_it_and_by_who_chose_to() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob, eve] = natter.members(["ada", "bob", "eve"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let room = ada_says.room.clone();
    let root = post(&mut ada_says, &send(&room, "the root"));
    let id = root["id"].as_str().expect("an id");
    post_form(&natter, &bob, &format!("thread={id}"), "an answer");
    let follows = |who: &Person| {
        let page = natter.page(&who.cookie(), &format!("/m/{id}/thread"));
        page.whole_body().contains(">Following<")
    };
    assert_eq!([&ada, &bob, &eve].map(follows), [true, true, false]);
    let choose = |who: &Person, follow: &str| {
        natter.does(who, &format!("/m/{id}/follow"), &format!("follow={follow}"));
    };
    choose(&eve, "yes");
    choose(&bob, "no");
    assert_eq!([&ada, &bob, &eve].map(follows), [true, false, true]);
    // Who writes again follows it again.
    post_form(&natter, &bob, &format!("thread={id}"), "another");
    assert!(follows(&bob));
    natter.stop();
}

#[test]
fn who_is_mentioned_in_a_thread_follows_it_unless_they_chose_not_to_or_ignore_the_author() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob, cleo, dora, eve, finn] =
        natter.members(["ada", "bob", "cleo", "dora", "eve", "finn"]);
    natter.does(&cleo, "/people/ada/ignore", "");
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let room = ada_says.room.clone();
    let root = post(&mut ada_says, &send(&room, "the root, for @finn"));
    let id = root["id"].as_str().expect("an id");
    let follows = |who: &Person| {
        let page = natter.page(&who.cookie(), &format!("/m/{id}/thread"));
        page.whole_body().contains(">Following<")
    };
    natter.does(&dora, &format!("/m/{id}/follow"), "follow=no");
    assert!(!follows(&finn));
    let body = "@bob @cleo @dora and `@eve`";
    let first = post(&mut ada_says, &answer(&room, &root["id"], body));
    assert_eq!(
        [&bob, &cleo, &dora, &eve, &finn].map(follows),
        [true, false, false, false, true]
    );
    let edit = json!(["edit", {"message": first["id"], "body": "@eve too"}]);
    post(&mut ada_says, &edit);
    assert!(follows(&eve));
    natter.stop();
}

#[test]
fn the_page_of_a_thread_says_whom_a_message_does_not_reach() {
    let (_folder, natter, owner) = workspace();
    let [ada, _bob] = natter.members(["ada", "bob"]);
    let plans = natter.room(&owner, "Plans", "private");
    natter.add(&owner, &plans, &ada);
    let (mut ada_says, _) = natter.listen(&ada);
    let root = ada_says.ask(&send(&plans.id, "the root"))["ok"]["id"].clone();
    let id = root.as_str().expect("an id");
    let form = format!("client_id={}&thread={id}&body=%40bob", uuid::Uuid::new_v4());
    let to = natter.does(&ada, &format!("/r/{}/messages", plans.slug), &form);
    assert!(to.starts_with(&format!("/m/{id}/thread?sent=")), "{to}");
    let page = natter.page(&ada.cookie(), &to).whole_body();
    let words = "</b> is not in this room, and was not notified.";
    // In the foot of the thread alone.
    let (log, thread) = page.split_once("id=\"thread-name\"").expect("a thread");
    assert!(thread.contains(words), "{thread}");
    assert!(!log.contains(words), "{log}");
    natter.stop();
}
