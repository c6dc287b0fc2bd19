//! A public room is heard by whoever looks at it, and by nobody once it is private.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use crate::support::{
    people::Room,
    rooms::{Speaker, code, workspace},
    socket::{Socket, json as parse},
};
use serde_json::{Value, json};
use uuid::Uuid;

fn look(socket: &mut Socket, room: &Room) -> Value {
    socket.ask(&json!(["watch", {"room": room.id}]))
}

/// The same, with what is heard meanwhile.
fn look_and_hear(socket: &mut Socket, room: &Room, heard: &mut Vec<Value>) -> Value {
    let event = json!(["watch", {"room": room.id}]);
    socket.text(&format!("42/chat,7{event}"));
    loop {
        let packet = socket.next_after("4");
        if let Some(ack) = packet.strip_prefix("3/chat,7") {
            return parse(ack)[0].clone();
        }
        if let Some(event) = packet.strip_prefix("2/chat,") {
            heard.push(parse(event));
        }
    }
}

/// The events among what was heard.
fn names(heard: &[Value]) -> Vec<&str> {
    heard
        .iter()
        .map(|event| event[0].as_str().expect("a name"))
        .collect()
}

#[test]
fn who_watches_a_public_room_gets_its_events_until_they_watch_another() {
    let (_folder, natter, olive) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let design = natter.room(&ada, "Design", "public");
    let plans = natter.room(&ada, "Plans", "public");
    let mut speaker = Speaker {
        socket: natter.listen(&ada).0,
        room: design.id.clone(),
    };
    let mut lobby = Speaker::in_the_lobby(&natter, &olive);
    let (mut bob_hears, _) = natter.listen(&bob);
    speaker.say("unheard");
    let looked = look(&mut bob_hears, &design);
    assert_eq!(looked["ok"]["room"]["name"], "Design", "{looked}");
    assert_eq!(looked["ok"]["head"], 1);
    speaker.say("heard");
    assert_eq!(bob_hears.event("message")["content"]["text"], "heard");
    natter.does(&ada, "/r/design/edit", "name=Drawings");
    assert_eq!(bob_hears.event("room_changed")["name"], "Drawings");
    natter.does(&ada, "/r/drawings/archive", "");
    assert_eq!(bob_hears.event("room_changed")["state"], "archived");
    natter.does(&ada, "/r/drawings/unarchive", "");
    assert_eq!(bob_hears.event("room_changed")["state"], "active");

    look(&mut bob_hears, &plans);
    speaker.say("unheard again");
    assert!(lobby.heard_by(&mut bob_hears).is_empty());
    speaker.room.clone_from(&plans.id);
    speaker.say("over here");
    assert_eq!(bob_hears.event("message")["content"]["text"], "over here");
    // In the lobby he is: looking there ends the other, and it is told once.
    let lobby_room = Room {
        id: lobby.room.clone(),
        slug: "lobby".into(),
    };
    assert!(look(&mut bob_hears, &lobby_room)["ok"].is_object());
    speaker.say("unheard a third time");
    assert!(lobby.heard_by(&mut bob_hears).is_empty());
    natter.stop();
}

#[test]
fn a_watched_room_is_removed_when_it_is_made_private_or_deleted() {
    let (_folder, natter, olive) = workspace();
    let [ada, bob, eve] = natter.members(["ada", "bob", "eve"]);
    let room = natter.room(&olive, "Plans", "public");
    let mut speaker = Speaker {
        socket: natter.listen(&olive).0,
        room: room.id.clone(),
    };
    let mut lobby = Speaker::in_the_lobby(&natter, &ada);
    let (mut bob_hears, _) = natter.listen(&bob);
    let (mut eve_hears, _) = natter.listen(&eve);
    for socket in [&mut bob_hears, &mut eve_hears] {
        assert!(look(socket, &room)["ok"].is_object());
    }
    // Who came in meanwhile stays in.
    natter.does(&eve, "/r/plans/join", "");
    assert_eq!(eve_hears.event("room_added")["room"]["id"], room.id);
    natter.does(&olive, "/r/plans/kind", "kind=private");
    assert_eq!(bob_hears.event("room_removed"), json!({"room": room.id}));
    speaker.say("among us");
    assert_eq!(eve_hears.event("message")["content"]["text"], "among us");
    let heard = lobby.heard_by(&mut bob_hears);
    assert!(heard.is_empty(), "{heard:?}");
    let nowhere = Room {
        id: Uuid::new_v4().to_string(),
        slug: String::new(),
    };
    let hidden = look(&mut bob_hears, &room);
    assert_eq!(code(&hidden), "not_found");
    assert_eq!(hidden, look(&mut bob_hears, &nowhere));

    let slug = natter.does(&olive, "/r/plans/kind", "kind=public");
    let slug = slug
        .split('?')
        .next()
        .unwrap_or_default()
        .replace("/settings", "");
    assert!(look(&mut bob_hears, &room)["ok"].is_object());
    natter.does(&olive, &format!("{slug}/delete"), "confirm=Plans");
    assert_eq!(bob_hears.event("room_removed"), json!({"room": room.id}));
    assert_eq!(code(&look(&mut bob_hears, &room)), "not_found");
    natter.stop();
}

#[test]
fn who_leaves_a_watched_room_still_watches_it_and_guests_and_visitors_cannot() {
    let (_folder, natter, olive) = workspace();
    let [ada] = natter.members(["ada"]);
    let guest = natter.join(&natter.invite(&["--role", "guest"]), "gus");
    let room = natter.room(&olive, "Plans", "public");
    let mut speaker = Speaker {
        socket: natter.listen(&olive).0,
        room: room.id.clone(),
    };
    let (mut guest_hears, _) = natter.listen(&guest);
    assert_eq!(code(&look(&mut guest_hears, &room)), "not_found");
    let mut visitor = Socket::open(&natter);
    let auth = json!({"token": natter.token()}).to_string();
    visitor.join_chat(&auth).expect("welcome");
    assert_eq!(code(&look(&mut visitor, &room)), "not_found");

    let (mut ada_hears, _) = natter.listen(&ada);
    natter.does(&ada, "/r/plans/join", "");
    ada_hears.event("room_added");
    natter.does(&ada, "/r/plans/leave", "");
    ada_hears.event("room_removed");
    assert!(look(&mut ada_hears, &room)["ok"].is_object());
    speaker.say("still here?");
    assert_eq!(ada_hears.event("message")["content"]["text"], "still here?");
    let wrong = ada_hears.ask(&json!(["watch", {"room": "x"}]));
    assert_eq!(code(&wrong), "invalid_payload");
    natter.stop();
}

#[test]
fn nothing_is_published_of_a_private_room_even_if_it_becomes_so_during_a_watch() {
    let (_folder, natter, olive) = workspace();
    let [bob] = natter.members(["bob"]);
    let room = natter.room(&olive, "Plans", "public");
    let mut speaker = Speaker {
        socket: natter.listen(&olive).0,
        room: room.id.clone(),
    };
    let (mut bob_hears, _) = natter.listen(&bob);
    let ended = AtomicBool::new(false);
    let mut heard = Vec::new();
    let (looks, refusals) = thread::scope(|scope| {
        let looker = scope.spawn(|| {
            let (mut looks, mut refusals) = (0, 0);
            while !ended.load(Ordering::Acquire) {
                match code(&look_and_hear(&mut bob_hears, &room, &mut heard)) {
                    "none" => looks += 1,
                    "not_found" => refusals += 1,
                    other => panic!("{other}"),
                }
            }
            (looks, refusals)
        });
        for _ in 0..40 {
            natter.does(&olive, "/r/plans/kind", "kind=private");
            speaker.say("hidden");
            natter.does(&olive, "/r/plans/kind", "kind=public");
            speaker.say("shown");
        }
        ended.store(true, Ordering::Release);
        looker.join().expect("looks")
    });
    assert!(looks > 0 && refusals > 0, "{looks} {refusals}");
    look_and_hear(&mut bob_hears, &room, &mut heard);
    heard.extend(speaker.heard_by(&mut bob_hears));
    let bodies: Vec<_> = heard.iter().filter(|one| one[0] == "message").collect();
    assert!(
        bodies
            .iter()
            .all(|message| message[1]["content"]["text"] == "shown"),
        "{bodies:?}"
    );
    let names = names(&heard);
    assert!(names.contains(&"room_removed") && names.contains(&"message"));
    natter.stop();
}
