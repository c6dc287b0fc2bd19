//! Pinned messages, as clients of the sockets and pages see them.

use protocol::limits::MAX_PINS;
use serde_json::{Value, json};

use crate::support::{
    database::Database,
    rooms::{code, say, workspace},
};

fn pin(message: &Value, on: bool) -> Value {
    json!(["pin", {"message": message["id"], "on": on}])
}

#[test]
fn a_pin_is_heard_by_everyone_and_counted_until_it_is_taken_away_or_deleted() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let room = natter.room(&ada, "Design", "private");
    natter.add(&ada, &room, &bob);
    let ((mut ada_says, _), (mut bob_hears, _)) = (natter.listen(&ada), natter.listen(&bob));
    let first = say(&mut ada_says, &room.id, "the style guide");
    let second = say(&mut ada_says, &room.id, "the plan of the harbour");
    assert_eq!(ada_says.ask(&pin(&first, true))["ok"], json!({"rev": 3}));
    let heard = bob_hears.event("message_changed");
    assert_eq!((&heard["pinned"], &heard["rev"]), (&json!(true), &json!(3)));
    assert_eq!(bob_hears.event("room_changed")["pins"], 1);
    // The same again changes nothing.
    assert_eq!(ada_says.ask(&pin(&first, true))["ok"], json!({"rev": 3}));
    assert_eq!(bob_hears.ask(&pin(&second, true))["ok"], json!({"rev": 4}));
    let history = bob_hears.ask(&json!(["history", {"room": room.id}]));
    let pinned = |at: usize| history["ok"]["messages"][at]["pinned"] == true;
    assert_eq!((pinned(0), pinned(1)), (true, true));
    let (_, welcome) = natter.listen(&bob);
    let mut rooms = welcome["rooms"].as_array().expect("a list").iter();
    let told = rooms.find(|one| one["id"] == *room.id).expect("the room");
    assert_eq!(told["pins"], 2);

    let gone = ada_says.ask(&json!(["delete", {"message": first["id"]}]));
    assert!(gone["ok"].get("pinned").is_none(), "{gone}");
    assert_eq!(ada_says.ask(&pin(&second, false))["ok"], json!({"rev": 6}));
    let mut database = Database::open(&natter.data);
    assert_eq!(database.count("pins"), 0);
    let history = bob_hears.ask(&json!(["history", {"room": room.id}]));
    assert!(!history.to_string().contains("pinned"), "{history}");
    assert_eq!(code(&ada_says.ask(&pin(&first, true))), "not_found");
    natter.stop();
}

#[test]
fn the_pins_of_a_room_are_a_page_that_says_who_pinned_what() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let room = natter.room(&ada, "Design", "public");
    let (mut ada_says, _) = natter.listen(&ada);
    let path = format!("/r/{}/pins", room.slug);
    let page = |query: &str| {
        let page = natter.page(&bob.cookie(), &format!("{path}{query}"));
        assert_eq!(page.status, 200);
        page.whole_body()
    };
    assert!(page("").contains("Nothing is pinned here"));
    let all: Vec<_> = (1..=22)
        .map(|n| say(&mut ada_says, &room.id, &format!("note number {n}.")))
        .collect();
    for one in &all {
        assert!(ada_says.ask(&pin(one, true))["ok"].is_object());
    }
    let shown = page("");
    assert!(shown.contains("note number 22.") && shown.contains("Pinned by"));
    assert!(shown.contains("note number 3.") && !shown.contains("note number 2."));
    // Bob only looks.
    assert!(!shown.contains(">Unpin<"));
    assert!(shown.contains(&format!("{path}?after=20")));
    let earlier = page("?after=20");
    assert!(earlier.contains("note number 2.") && earlier.contains("note number 1."));
    assert!(!earlier.contains("?after="));
    natter.does(&bob, &format!("/r/{}/join", room.id), "");
    assert!(page("").contains(">Unpin<"));

    let unpin = format!("/m/{}/pin", all[21]["id"].as_str().expect("an id"));
    let next = format!("pinned=no&next={}", path.replace('/', "%2F"));
    assert_eq!(natter.does(&bob, &unpin, &next), path);
    assert!(!page("").contains("note number 22."));
    assert_eq!(
        natter.does(&bob, &unpin, "pinned=yes"),
        unpin.replace("/pin", "")
    );
    assert!(page("").contains("note number 22."));
    natter.stop();
}

#[test]
fn a_room_has_no_more_pins_than_one_reads() {
    let (_folder, natter, owner) = workspace();
    let room = natter.room(&owner, "Design", "public");
    let (mut socket, _) = natter.listen(&owner);
    let mut last = Value::Null;
    for n in 0..=MAX_PINS {
        last = say(&mut socket, &room.id, &n.to_string());
        if n < MAX_PINS {
            assert!(socket.ask(&pin(&last, true))["ok"].is_object());
        }
    }
    assert_eq!(code(&socket.ask(&pin(&last, true))), "limit_reached");
    let path = format!("/m/{}/pin", last["id"].as_str().expect("an id"));
    let refused = natter.post(&path, &owner.cookie(), "pinned=yes");
    assert_eq!(refused.status, 409);
    assert!(refused.whole_body().contains("Unpin one first"));
    // Of one that is pinned already it is the same as ever.
    let history =
        socket.ask(&json!(["history", {"room": room.id, "at": {"after": 0}, "limit": 1}]));
    let first = history["ok"]["messages"][0].clone();
    assert!(socket.ask(&pin(&first, true))["ok"].is_object());
    assert!(socket.ask(&pin(&first, false))["ok"].is_object());
    assert!(socket.ask(&pin(&last, true))["ok"].is_object());
    natter.stop();
}
