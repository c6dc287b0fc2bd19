//! People who are in many rooms: what they are told of them first, and then; and that the database
//! keeps the order of their lists, whatever happens to the rooms.

mod file;
mod order;

use self::file::File;
use crate::support::{
    Natter,
    people::{Person, Room},
    socket::{Socket, json as parse},
};
use protocol::limits::LISTED_ROOMS;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    thread,
};
use uuid::Uuid;

/// What a socket was told of its rooms, and by what.
struct Told {
    first: BTreeSet<String>,
    all: BTreeMap<String, Value>,
    portions: usize,
}

/// Reads until all rooms are told; news of rooms that come and go are taken in.
fn hear_all(socket: &mut Socket, welcome: &Value) -> Told {
    let named = |rooms: &Value| -> BTreeMap<String, Value> {
        let rooms = rooms.as_array().expect("a list").iter();
        rooms.map(|room| (id(&room["id"]), room.clone())).collect()
    };
    let all = named(&welcome["rooms"]);
    let mut told = Told {
        first: ids(&all),
        all,
        portions: 0,
    };
    let (mut unnamed, mut more) = (told.first.clone(), welcome["more"] == true);
    while more {
        let event = parse(&socket.next_after("42/chat,"));
        if event[0] == "rooms" {
            let portion = named(&event[1]["rooms"]);
            unnamed.retain(|id| !portion.contains_key(id));
            told.all.extend(portion);
            more = event[1]["more"] == true;
            told.portions += 1;
            if !more {
                told.all.retain(|id, _| !unnamed.contains(id));
            }
        } else {
            take_in(&event, &mut told.all);
            if event[0] == "room_added" {
                unnamed.remove(&id(&event[1]["room"]["id"]));
            }
        }
    }
    told
}

fn uuid(number: u128) -> String {
    Uuid::from_u128(number).to_string()
}

/// A server whose first member is in that many private rooms.
fn in_rooms(rooms: u128) -> (tempfile::TempDir, Natter, Person, Person) {
    let folder = tempfile::tempdir().expect("folder");
    let mut file = File::make(&folder.path().join("data"), 1);
    let (_, many) = file.member(1, "member");
    let (_, owner) = file.member(2, "owner");
    file.run("BEGIN");
    for n in 0..rooms {
        let room = file.room(5000 + n, &format!("Room {n}"), "private");
        file.put(&room, 1);
        file.put(&room, 2);
    }
    file.run("COMMIT");
    drop(file);
    let natter = Natter::start(&folder, &["--rate-limits", "off"]);
    (folder, natter, many, owner)
}

#[test]
fn who_is_in_many_rooms_is_welcomed_with_the_first_and_told_of_all() {
    const ROOMS: u128 = 450;
    let (_folder, natter, many, owner) = in_rooms(ROOMS);
    let (mut socket, welcome) = natter.listen(&many);
    let told = hear_all(&mut socket, &welcome);
    // With one more than is shown, and the lobby.
    assert!(told.first.len() <= LISTED_ROOMS + 2, "{}", told.first.len());
    assert_eq!(told.portions, 5);
    let expected: BTreeSet<_> = (0..ROOMS).map(|n| uuid(5000 + n)).collect();
    let named: BTreeSet<_> = told.all.keys().cloned().collect();
    assert!(named.is_superset(&expected));
    assert_eq!(named.len(), expected.len() + 1, "and the lobby");
    // Each of them is heard.
    let (mut speaker, _) = natter.listen(&owner);
    for n in [0, ROOMS / 2, ROOMS - 1] {
        let body = format!("in {n}");
        let posted = speaker.ask(&crate::support::people::send(&uuid(5000 + n), &body));
        assert_eq!(posted["ok"]["seq"], 1, "{posted}");
        let heard = socket.until_message(&body);
        assert!(heard.iter().all(|event| event[0] != "message"), "{heard:?}");
    }
    natter.stop();
}

#[test]
fn who_is_in_few_rooms_is_told_of_all_at_once() {
    let (_folder, natter, few, _) = in_rooms(LISTED_ROOMS as u128 - 1);
    let (_socket, welcome) = natter.listen(&few);
    assert_eq!(welcome["more"], false);
    assert_eq!(
        welcome["rooms"].as_array().map(Vec::len),
        Some(LISTED_ROOMS)
    );
    natter.stop();
}

#[test]
fn direct_rooms_are_told_with_their_last_use_and_heads_of_the_rooms_that_are_asked_for() {
    const ROOMS: u128 = 130;
    let used_at = |n| u64::try_from(1000 + n * 37 % ROOMS).expect("fits");
    let folder = tempfile::tempdir().expect("folder");
    let mut file = File::make(&folder.path().join("data"), 1);
    let (_, many) = file.member(1, "member");
    for n in 0..ROOMS {
        let room = file.room(5000 + n, &format!("Talk {n}"), "group");
        file.put(&room, 1);
        // In another order than that of their ids.
        file.say(&room, 1, used_at(n));
    }
    let other = file.room(6000, "Not theirs", "private");
    file.say(&other, 1, 1);
    drop(file);
    let natter = Natter::start(&folder, &["--rate-limits", "off"]);
    let (mut socket, welcome) = natter.listen(&many);
    let (mut used, mut more) = (BTreeMap::new(), welcome["more"] == true);
    while more {
        let event = parse(&socket.next_after("42/chat,"));
        assert_eq!(event[0], "rooms");
        for one in event[1]["used"].as_array().expect("a list") {
            used.insert(id(&one["room"]), one["at"].clone());
        }
        more = event[1]["more"] == true;
    }
    let expected: BTreeMap<_, _> = (0..ROOMS)
        .map(|n| (uuid(5000 + n), Value::from(used_at(n))))
        .collect();
    assert_eq!(used, expected);

    let of = |rooms: &[String]| json!(["heads", { "rooms": rooms }]);
    let (theirs, not, none) = (uuid(5001), uuid(6000), uuid(7000));
    let answer = socket.ask(&of(&[theirs.clone(), not, none]));
    let heads = json!([{ "room": theirs, "seq": 1, "rev": 1 }]);
    assert_eq!(answer["ok"]["heads"], heads, "{answer}");
    assert_eq!(socket.ask(&of(&[]))["ok"]["heads"], json!([]));
    let all = socket.ask(&json!(["heads", {}]));
    let count = all["ok"]["heads"].as_array().map(Vec::len);
    assert_eq!(count, Some(ROOMS as usize + 1), "and the lobby");
    let many: Vec<_> = (0..201).map(uuid).collect();
    assert_eq!(socket.ask(&of(&many))["error"]["code"], "invalid_payload");
    natter.stop();
}

#[test]
fn what_changes_while_rooms_are_told_is_told_as_it_is_afterwards() {
    const ROOMS: u128 = 330;
    const MOVED: u128 = 30;
    let (_folder, natter, many, owner) = in_rooms(ROOMS);
    let rooms: Vec<Room> = (0..MOVED)
        .map(|n| {
            let number = 5000 + n * (ROOMS / MOVED);
            Room {
                id: uuid(number),
                slug: format!("room-{number}"),
            }
        })
        .collect();
    thread::scope(|scope| {
        let moving = scope.spawn(|| {
            for round in 0..3 {
                for room in &rooms {
                    natter.remove(&owner, room, &uuid(1));
                    if round < 2 {
                        natter.add(&owner, room, &many);
                    }
                }
            }
        });
        let mut is_last = false;
        while !is_last {
            is_last = moving.is_finished();
            let (mut socket, welcome) = natter.listen(&many);
            let mut known = hear_all(&mut socket, &welcome).all;
            // While rooms come and go an answer may be ahead of the news, or behind them.
            let mut tries_at_rest = 0;
            while heads(&mut socket, &mut known) != ids(&known) {
                tries_at_rest += usize::from(moving.is_finished());
                assert!(tries_at_rest < 200, "{:?}", ids(&known));
            }
        }
        moving.join().expect("moves");
    });
    natter.stop();
}

/// The rooms that the server names when it is asked; the news until then are taken in.
fn heads(socket: &mut Socket, known: &mut BTreeMap<String, Value>) -> BTreeSet<String> {
    socket.text("42/chat,7[\"heads\",{}]");
    loop {
        let packet = socket.next();
        if let Some(answer) = packet.strip_prefix("43/chat,7") {
            let answer = parse(answer);
            let heads = answer[0]["ok"]["heads"].as_array().expect("a list");
            return heads.iter().map(|head| id(&head["room"])).collect();
        }
        if let Some(event) = packet.strip_prefix("42/chat,") {
            take_in(&parse(event), known);
        }
    }
}

/// Takes in that a room has come or gone.
fn take_in(event: &Value, known: &mut BTreeMap<String, Value>) {
    match event[0].as_str() {
        Some("room_added") => {
            let room = &event[1]["room"];
            known.insert(id(&room["id"]), room.clone());
        }
        Some("room_removed") => {
            known.remove(&id(&event[1]["room"]));
        }
        _ => {}
    }
}

fn id(value: &Value) -> String {
    value.as_str().expect("an id").to_owned()
}

fn ids(rooms: &BTreeMap<String, Value>) -> BTreeSet<String> {
    rooms.keys().cloned().collect()
}
