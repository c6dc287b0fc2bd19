//! Who sees which room, and what they are told of it while they listen.

use crate::support::{
    people::{Person, me, room_of, send},
    rooms::{Speaker, code, workspace},
    socket::Socket,
};
use serde_json::json;
use uuid::Uuid;

#[test]
fn a_private_room_is_known_to_those_in_it_and_to_nobody_else() {
    let (_folder, natter, owner) = workspace();
    let [ada, eve] = natter.members(["ada", "eve"]);
    let room = natter.room(&ada, "Secret Plans", "private");
    natter.add(&ada, &room, &owner);
    let (mut owner_hears, owner_welcome) = natter.listen(&owner);
    assert_eq!(room_of(&owner_welcome, &room.slug), Some(room.id.clone()));
    let (mut eve_hears, welcome) = natter.listen(&eve);
    assert!(!welcome.to_string().contains(&room.id), "{welcome}");

    // Whatever she asks is answered as for a room that there is not, to the letter.
    let nowhere = Uuid::new_v4().to_string();
    for ask in [
        |room: &str| json!(["history", {"room": room}]),
        |room: &str| json!(["history", {"room": room, "at": {"after": 0}}]),
        |room: &str| json!(["resume", {"rooms": [{"room": room, "seq": 0, "rev": 0}]}]),
        |room: &str| send(room, "may I come in?"),
        |_: &str| json!(["heads", {}]),
    ] {
        let answers = [&room.id, &nowhere].map(|room| eve_hears.ask(&ask(room)));
        assert_eq!(answers[0], answers[1], "{}", ask("it"));
        assert!(!answers[0].to_string().contains(&room.id));
    }
    for path in ["", "/settings"] {
        let found = natter.page(&eve.cookie(), &format!("/r/{}{path}", room.slug));
        let none = natter.page(&eve.cookie(), &format!("/r/nowhere{path}"));
        assert_eq!((found.status, none.status), (404, 404), "{path}");
        assert_eq!(found.body.len(), none.body.len(), "{path}");
        assert!(!found.whole_body().contains("Secret Plans"));
    }
    for path in [
        "messages",
        "join",
        "leave",
        "edit",
        "add",
        "archive",
        "delete",
        "preferences",
    ] {
        let form = "client_id=client-0001&body=x&name=x&person=eve&confirm=Secret+Plans";
        let found = natter.post(&format!("/r/{}/{path}", room.slug), &eve.cookie(), form);
        let none = natter.post(&format!("/r/nowhere/{path}"), &eve.cookie(), form);
        // Who leaves or deletes a room twice is led away from it twice.
        let status = match path {
            "leave" | "delete" => 303,
            _ => 404,
        };
        assert_eq!((found.status, none.status), (status, status), "{path}");
        assert_eq!(found.header("location"), none.header("location"), "{path}");
    }

    // Nor does she hear of anything that happens in it.
    let (mut ada_hears, _) = natter.listen(&ada);
    assert!(ada_hears.ask(&send(&room.id, "between us"))["ok"].is_object());
    assert_eq!(
        owner_hears.event("message")["content"]["text"],
        "between us"
    );
    let settings = format!("/r/{}", room.slug);
    natter.does(
        &ada,
        &format!("{settings}/edit"),
        "name=Secret+Plans&topic=hush",
    );
    natter.does(&ada, &format!("{settings}/posting"), "posting=admins");
    natter.does(&ada, &format!("{settings}/archive"), "");
    let mut lobby = Speaker::in_the_lobby(&natter, &owner);
    let heard = lobby.heard_by(&mut eve_hears);
    assert!(heard.is_empty(), "{heard:?}");
    natter.stop();
}

#[test]
fn who_is_removed_while_listening_sees_the_room_go_and_hears_nothing_more() {
    let (_folder, natter, owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let room = natter.room(&ada, "Plans", "private");
    natter.add(&ada, &room, &bob);
    let (mut ada_hears, _) = natter.listen(&ada);
    let (mut bob_hears, welcome) = natter.listen(&bob);
    assert_eq!(room_of(&welcome, &room.slug), Some(room.id.clone()));
    assert!(ada_hears.ask(&send(&room.id, "with bob"))["ok"].is_object());
    assert_eq!(bob_hears.event("message")["content"]["text"], "with bob");

    natter.remove(&ada, &room, &me(&welcome));
    assert_eq!(bob_hears.event("room_removed"), json!({"room": room.id}));
    let left = ada_hears.event("member_left");
    assert_eq!(left, json!({"room": room.id, "member": me(&welcome)}));
    assert!(ada_hears.ask(&send(&room.id, "without bob"))["ok"].is_object());
    let mut lobby = Speaker::in_the_lobby(&natter, &owner);
    let heard = lobby.heard_by(&mut bob_hears);
    assert!(heard.is_empty(), "{heard:?}");
    for ask in [
        send(&room.id, "am I still here?"),
        json!(["history", {"room": room.id}]),
    ] {
        assert_eq!(code(&bob_hears.ask(&ask)), "not_found", "{ask}");
    }
    let heads = json!([{"room": room.id, "seq": 0, "rev": 0}]);
    let resumed = bob_hears.ask(&json!(["resume", {"rooms": heads}]));
    assert_eq!(resumed["ok"]["rooms"], json!([]));
    assert!(!natter.listen(&bob).1.to_string().contains(&room.id));

    // Added again he hears it again, and finds what was said meanwhile.
    natter.add(&ada, &room, &bob);
    let added = bob_hears.event("room_added");
    assert_eq!(
        (&added["room"]["id"], &added["head"]),
        (&json!(room.id), &json!(2))
    );
    let page = bob_hears.ask(&json!(["history", {"room": room.id}]));
    assert_eq!(page["ok"]["messages"][1]["content"]["text"], "without bob");
    natter.stop();
}

#[test]
fn who_joins_is_told_of_the_room_and_hears_it_from_then_on() {
    let (_folder, natter, owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let room = natter.room(&owner, "Design", "public");
    let (mut owner_hears, _) = natter.listen(&owner);
    let (mut ada_hears, welcome) = natter.listen(&ada);
    assert_eq!(room_of(&welcome, "design"), None);
    assert!(owner_hears.ask(&send(&room.id, "before"))["ok"].is_object());
    // She may look without being in it, and not talk.
    let page = ada_hears.ask(&json!(["history", {"room": room.id}]));
    assert_eq!(page["ok"]["messages"][0]["content"]["text"], "before");
    assert_eq!(
        code(&ada_hears.ask(&send(&room.id, "too early"))),
        "forbidden"
    );

    natter.does(&ada, "/r/design/join", "");
    natter.does(&ada, "/r/design/join", "");
    let added = ada_hears.event("room_added");
    assert_eq!(
        (&added["room"]["slug"], &added["head"]),
        (&json!("design"), &json!(1))
    );
    let joined = owner_hears.event("member_joined");
    assert_eq!(joined, json!({"room": room.id, "member": welcome["me"]}));
    assert!(owner_hears.ask(&send(&room.id, "after"))["ok"].is_object());
    let heard = ada_hears.until_message("after");
    let names: Vec<_> = heard.iter().map(|event| &event[0]).collect();
    assert!(
        names.iter().all(|name| *name == "member_joined"),
        "{heard:?}"
    );
    assert!(ada_hears.ask(&send(&room.id, "hello"))["ok"].is_object());

    natter.does(&ada, "/r/design/leave", "");
    assert_eq!(ada_hears.event("room_removed"), json!({"room": room.id}));
    natter.stop();
}

#[test]
fn the_same_people_have_one_room_among_themselves() {
    let (_folder, natter, owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let (_, owners) = natter.listen(&owner);
    let (mut ada_hears, adas) = natter.listen(&ada);
    let (mut bob_hears, bobs) = natter.listen(&bob);
    let [owner_id, ada_id, bob_id] = [&owners, &adas, &bobs].map(me);
    let talk = |who: &Person, with: &[&String]| {
        let form: Vec<_> = with.iter().map(|id| format!("person={id}")).collect();
        natter.does(who, "/direct", &form.join("&"))
    };
    let direct = talk(&ada, &[&bob_id]);
    let [added, bobs] = [&mut ada_hears, &mut bob_hears].map(|one| one.event("room_added"));
    assert_eq!(added, bobs);
    assert_eq!(added["room"]["kind"], "direct");
    assert_eq!(added["room"]["people"].as_array().map(Vec::len), Some(2));
    assert_eq!(talk(&ada, &[&bob_id]), direct);
    assert_eq!(talk(&bob, &[&ada_id]), direct);
    assert_eq!(talk(&bob, &[&ada_id, &ada_id, &bob_id]), direct);
    let group = talk(&ada, &[&bob_id, &owner_id]);
    assert_ne!(group, direct);
    assert_eq!(talk(&owner, &[&ada_id, &bob_id]), group);
    assert_eq!(talk(&bob, &[&owner_id, &ada_id]), group);
    // Nobody else finds them, the owner of the workspace neither.
    assert_eq!(natter.page(&owner.cookie(), &direct).status, 404);
    let (mut owner_hears, welcome) = natter.listen(&owner);
    let room = added["room"]["id"].as_str().expect("an id");
    assert!(!welcome.to_string().contains(room));
    assert_eq!(code(&owner_hears.ask(&send(room, "psst"))), "not_found");
    natter.stop();
}

#[test]
fn a_new_room_for_all_reaches_everybody_but_guests_and_visitors() {
    let (_folder, natter, owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let hall = natter.room(&owner, "Hall", "private");
    let guest = natter.join(&natter.invite(&["--role", "guest"]), "gus");
    natter.add(&owner, &hall, &guest);
    let (mut ada_hears, _) = natter.listen(&ada);
    let (mut guest_hears, welcome) = natter.listen(&guest);
    let rooms = welcome["rooms"].as_array().expect("a list");
    assert_eq!(rooms.len(), 1, "a guest sees what they were added to");
    assert_eq!(
        (&rooms[0]["id"], &welcome["role"]),
        (&json!(hall.id), &json!("guest"))
    );
    let mut visitor = Socket::open(&natter);
    let auth = json!({"token": natter.token()}).to_string();
    visitor.join_chat(&auth).expect("welcome");

    let made = natter.room(&owner, "All Hands", "open");
    assert_eq!(ada_hears.event("room_added")["room"]["id"], made.id);
    let mut lobby = Speaker::in_the_lobby(&natter, &owner);
    lobby.socket.ask(&send(&made.id, "to all"));
    assert_eq!(ada_hears.event("message")["content"]["text"], "to all");
    assert!(lobby.heard_by(&mut visitor).is_empty());
    let mut in_hall = Speaker {
        socket: natter.listen(&owner).0,
        room: hall.id,
    };
    assert!(in_hall.heard_by(&mut guest_hears).is_empty());
    let refused = guest_hears.ask(&send(&made.id, "me too"));
    assert_eq!(code(&refused), "not_found");
    // Members may not make one for all.
    let form = format!("id={}&name=Mine&kind=open", Uuid::new_v4());
    assert_eq!(natter.post("/rooms", &ada.cookie(), &form).status, 403);
    natter.stop();
}

#[test]
fn what_somebody_sets_for_a_room_is_told_to_them_alone() {
    let (_folder, natter, owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let (mut elsewhere, welcome) = natter.listen(&ada);
    let (mut owner_hears, _) = natter.listen(&owner);
    let lobby = room_of(&welcome, "lobby").expect("the lobby");
    natter.does(&ada, "/r/lobby/preferences", "muted=on&level=mentions");
    let told = elsewhere.event("preference_changed");
    let expected = json!({"room": lobby, "favourite": false, "muted": true, "level": "mentions"});
    assert_eq!(told, expected);
    assert_eq!(natter.listen(&ada).1["preferences"], json!([expected]));
    let mut speaker = Speaker::in_the_lobby(&natter, &ada);
    assert!(speaker.heard_by(&mut owner_hears).is_empty());
    natter.stop();
}

/// The ids of people on a page, with whether they are ticked.
fn choices(page: &str) -> Vec<(String, bool)> {
    let inputs = page.split("<input").skip(1);
    let inputs = inputs.filter_map(|input| input.split('>').next());
    let people = inputs.filter(|input| input.contains("name=\"person\""));
    people
        .map(|input| {
            let (_, value) = input.split_once("value=\"").expect("an id");
            let id = value.split('"').next().expect("an id");
            (id.to_owned(), input.contains("checked"))
        })
        .collect()
}

#[test]
fn who_is_ticked_for_a_talk_stays_so_while_others_are_searched_for() {
    let (_folder, natter, olive) = workspace();
    let crew = natter.members(["ada", "bob", "cy", "dan", "eve", "fay", "gil", "hal", "ian"]);
    let guest = natter.join(&natter.invite(&["--role", "guest"]), "gus");
    let ids = crew.each_ref().map(|one| me(&natter.listen(one).1));
    let search = |who: &Person, query: &str| {
        let page = natter.page(&who.cookie(), &format!("/direct/new?{query}"));
        assert_eq!(page.status, 200, "{page:?}");
        choices(&page.whole_body())
    };
    let found = search(&olive, &format!("person={}&q=eve", ids[1]));
    assert_eq!(found, [(ids[1].clone(), true), (ids[4].clone(), false)]);
    let found = search(
        &olive,
        &format!("person={0}&person={0}&person=x&q=bob", ids[1]),
    );
    assert_eq!(found, [(ids[1].clone(), true)]);
    // Whom one may not see is not shown for being named.
    assert_eq!(search(&guest, &format!("person={}", ids[1])), []);

    let form = |people: &[String]| {
        let fields = people.iter().map(|id| format!("person={id}"));
        fields.collect::<Vec<_>>().join("&")
    };
    let refused = natter.post("/direct", &olive.cookie(), &form(&ids));
    assert_eq!(refused.status, 422, "nine others are too many");
    let ticked = choices(&refused.whole_body());
    assert_eq!(ticked.iter().filter(|(_, is_ticked)| *is_ticked).count(), 9);
    let led = natter.does(&olive, "/direct", &form(&ids[..8]));
    assert!(led.starts_with("/r/talk-"), "{led}");
    natter.stop();
}

#[test]
fn opening_a_talk_that_there_is_makes_no_room_and_counts_as_none() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = crate::support::Natter::start(&folder, &[]);
    let olive = natter.set_up();
    let [ada] = natter.members(["ada"]);
    let form = format!("person={}", me(&natter.listen(&ada).1));
    let first = natter.does(&olive, "/direct", &form);
    for _ in 0..40 {
        assert_eq!(natter.does(&olive, "/direct", &form), first);
    }
    // With oneself: notes.
    let mine = format!("person={}", me(&natter.listen(&olive).1));
    let notes = natter.does(&olive, "/direct", &mine);
    assert_eq!(natter.page(&olive.cookie(), &notes).status, 200);
    assert_eq!(natter.page(&ada.cookie(), &notes).status, 404);
    let card = natter.page(&olive.cookie(), "/people/olive").whole_body();
    assert!(card.contains("Notes to yourself"), "{card}");
    natter.stop();
}
