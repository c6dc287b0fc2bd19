//! People who are in many rooms: what they are told of them first, and then; and that the database
//! keeps the order of their lists, whatever happens to the rooms.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    thread,
};

use crate::support::{
    Natter,
    people::{Person, Room},
    socket::{Socket, json as parse},
};
use domain::authorise::action;
use domain::handle::{read, skeleton};
use domain::token::Token;
use protocol::{
    RoomState,
    limits::{LISTED_DIRECT_ROOMS, LISTED_ROOMS},
};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use store::{Caller, OwnRoom, OwnRooms, Resource, SessionId, Store};
use tokio::runtime::{Builder, Runtime};
use uuid::Uuid;

/// A workspace in the making, written straight into its file.
struct File {
    runtime: Runtime,
    database: SqliteConnection,
    state: u64,
}

impl File {
    fn make(data: &Path, seed: u64) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a runtime");
        let database = runtime.block_on(async {
            let (store, _) = Store::open(data).await.expect("opens");
            store.close().await;
            let options = SqliteConnectOptions::new().filename(data.join("natter.db"));
            SqliteConnection::connect_with(&options).await
        });
        let mut file = Self {
            runtime,
            database: database.expect("opens"),
            state: seed,
        };
        file.run("INSERT INTO workspace (id, name, set_up_at) VALUES (1, 'Harbour', 0)");
        file
    }

    fn run(&mut self, statement: &str) {
        let query = sqlx::query(AssertSqlSafe(statement.to_owned()));
        let done = self.runtime.block_on(query.execute(&mut self.database));
        done.unwrap_or_else(|error| panic!("{error}: {statement}"));
    }

    /// A number below that one (xorshift64).
    fn any(&mut self, below: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state % below
    }

    fn member(&mut self, number: u128, role: &str) -> (Caller, Person) {
        let (id, session) = (Uuid::from_u128(number), Uuid::from_u128(1000 + number));
        let (token, handle) = (Token::from_bits(number), format!("member-{number}"));
        let key = skeleton(&read(&handle).expect("valid"));
        self.run(&format!(
            "INSERT INTO members (id, name, created_at, role, handle, handle_key)
             VALUES (x'{}', 'Member {number}', 0, '{role}', '{handle}', '{key}')",
            id.simple()
        ));
        let hash = token.hash().0;
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        self.run(&format!(
            "INSERT INTO sessions
                 (token_hash, id, member, created_at, seen_at, seen_minute, network, agent)
             VALUES (x'{hash}', x'{}', x'{}', 0, 0, 0, '', '')",
            session.simple(),
            id.simple()
        ));
        let caller = Caller::Session(protocol::MemberId(id), SessionId(session));
        let person = Person {
            handle,
            token: token.as_str().to_owned(),
        };
        (caller, person)
    }

    fn room(&mut self, number: u128, name: &str, kind: &str) -> String {
        let id = Uuid::from_u128(number).simple().to_string();
        self.run(&format!(
            "INSERT INTO rooms (id, slug, name, folded_name, topic, kind, created_at)
             VALUES (x'{id}', 'room-{number}', '{name}', lower('{name}'), '', '{kind}', {number})"
        ));
        id
    }

    fn put(&mut self, room: &str, member: u128) {
        self.run(&format!(
            "INSERT OR IGNORE INTO memberships (room, member, role, joined_at)
             VALUES (x'{room}', x'{}', 'member', 0)",
            Uuid::from_u128(member).simple()
        ));
    }

    fn say(&mut self, room: &str, member: u128, at: u64) {
        self.run(&format!(
            "INSERT INTO messages (id, room, seq, rev, author, client_id, body, sent_at)
             SELECT randomblob(16), id, head + 1, rev + 1, x'{}', hex(randomblob(8)), 'x', {at}
             FROM rooms WHERE id = x'{room}'",
            Uuid::from_u128(member).simple()
        ));
        self.run(&format!(
            "UPDATE rooms SET rev = rev + 1, head = head + 1 WHERE id = x'{room}'"
        ));
    }

    fn prefer(&mut self, room: &str, member: u128, favourite: bool, muted: bool) {
        self.run(&format!(
            "INSERT OR REPLACE INTO preferences (member, room, favourite, muted, level)
             VALUES (x'{}', x'{room}', {favourite}, {muted}, 'everything')",
            Uuid::from_u128(member).simple()
        ));
    }

    /// Does a great many things with the rooms of the first member.
    fn live(&mut self, rooms: &[String]) {
        for step in 0..400 {
            let room = &rooms[usize::try_from(self.any(rooms.len() as u64)).expect("fits")].clone();
            match self.any(9) {
                0 => self.put(room, 1),
                1 => {
                    let name = format!("{} {step}", ["b", "A", "c", "Z", "d"][step % 5]);
                    self.run(&format!(
                        "UPDATE rooms SET name = '{name}', folded_name = lower('{name}')
                         WHERE id = x'{room}'"
                    ));
                }
                2 => {
                    let state = ["active", "active", "archived"][step % 3];
                    self.run(&format!(
                        "UPDATE rooms SET state = '{state}' WHERE id = x'{room}'"
                    ));
                }
                3 => {
                    let kind = ["public", "private"][step % 2];
                    self.run(&format!(
                        "UPDATE rooms SET kind = '{kind}'
                         WHERE id = x'{room}' AND kind IN ('public', 'private')"
                    ));
                }
                4..6 => {
                    let at = 10_000 + self.any(1_000_000);
                    self.say(room, 2, at);
                }
                6 => {
                    let (favourite, muted) = (self.any(4) == 0, self.any(4) == 0);
                    self.prefer(room, 1, favourite, muted);
                }
                7 if self.any(4) == 0 => self.run(&format!(
                    "DELETE FROM memberships WHERE room = x'{room}' AND member = x'{}'",
                    Uuid::from_u128(1).simple()
                )),
                _ => {}
            }
        }
    }
}

async fn first(store: &Store, caller: Caller) -> OwnRooms {
    let rooms = store.read(move |view| {
        Box::pin(async move {
            let granted = view
                .authorise(action::SeeOwnRooms, caller, Resource::Workspace)
                .await?;
            view.first_rooms(&granted).await
        })
    });
    rooms.await.expect("reads")
}

async fn all(store: &Store, caller: Caller) -> Vec<OwnRoom> {
    let rooms = store.read(move |view| {
        Box::pin(async move {
            let granted = view
                .authorise(action::SeeOwnRooms, caller, Resource::Workspace)
                .await?;
            view.own_rooms(&granted).await
        })
    });
    rooms.await.expect("reads")
}

/// What a list of these shows, by a reading of the rules that knows nothing of indexes.
fn listed(rooms: &[OwnRoom]) -> Vec<OwnRoom> {
    let plain = |one: &&OwnRoom| {
        one.preference
            .is_none_or(|set| !set.favourite && !set.muted)
    };
    let living = |one: &&OwnRoom| one.room.state == RoomState::Active;
    let favourite = rooms
        .iter()
        .filter(living)
        .filter(|one| one.preference.is_some_and(|set| set.favourite));
    let muted = rooms.iter().filter(living).filter(|one| {
        one.preference
            .is_some_and(|set| set.muted && !set.favourite)
    });
    let of_kind = |is_direct: bool, most: usize| {
        rooms
            .iter()
            .filter(living)
            .filter(plain)
            .filter(move |one| one.room.kind.is_direct() == is_direct)
            .take(most + 1)
    };
    favourite
        .chain(muted)
        .chain(of_kind(false, LISTED_ROOMS))
        .chain(of_kind(true, LISTED_DIRECT_ROOMS))
        .cloned()
        .collect()
}

#[test]
fn the_first_rooms_are_those_that_come_first_whatever_happened_to_them() {
    for seed in 1..=8 {
        let folder = tempfile::tempdir().expect("folder");
        let mut file = File::make(folder.path(), 0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed));
        let (caller, _) = file.member(1, "member");
        file.member(2, "member");
        let rooms: Vec<String> = (0..160_u128)
            .map(|n| {
                let kind = ["private", "direct", "public", "open", "group"][n as usize % 5];
                let name = format!("room {}", (n * 37) % 160);
                let room = file.room(5000 + n, &name, kind);
                if n % 7 != 0 && kind != "open" {
                    file.put(&room, 1);
                }
                room
            })
            .collect();
        file.live(&rooms);
        let runtime = file.runtime;
        drop(file.database);
        runtime.block_on(async {
            let (store, _news) = Store::open(folder.path()).await.expect("opens");
            let (first, all) = (first(&store, caller).await, all(&store, caller).await);
            let by_id = |rooms: &[OwnRoom]| -> BTreeMap<_, _> {
                let rooms = rooms.iter().map(|one| (one.room.id, one.clone()));
                rooms.collect()
            };
            let expected = listed(&all);
            assert!(expected.len() > LISTED_ROOMS, "{}", expected.len());
            let (got, wanted) = (by_id(&first.rooms), by_id(&expected));
            // Those for which there is no room may be any of many.
            assert!(wanted.keys().all(|id| got.contains_key(id)), "seed {seed}");
            assert!(first.more, "seed {seed}");
            let in_order = first.rooms.iter().map(|one| one.room.id);
            let as_in_all = all.iter().map(|one| one.room.id);
            let as_in_all: Vec<_> = as_in_all.filter(|id| got.contains_key(id)).collect();
            assert_eq!(in_order.collect::<Vec<_>>(), as_in_all, "seed {seed}");
            store.close().await;
        });
    }
}

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
