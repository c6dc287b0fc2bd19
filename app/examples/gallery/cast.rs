//! Who and what the pages show.

use app::pages::parts::{Frame, OneTimeLink, Person};
use protocol::{
    AccountStatus, DisplayName, Handle, Member, MemberId, Posting, Role, Room, RoomId, RoomKind,
    RoomName, RoomState, Slug, Timestamp,
};
use uuid::Uuid;

pub const HOUR: i64 = 3_600_000;
pub const DAY: i64 = 24 * HOUR;

/// 2026-11-24, 12:00 UTC, and so many milliseconds.
pub const fn at(offset: i64) -> Timestamp {
    Timestamp(1_795_521_600_000 + offset)
}

pub fn member(id: u128, name: &str) -> Member {
    let name = DisplayName::parse(name).expect("a name");
    Member::new(MemberId(Uuid::from_u128(id)), name)
}

pub fn ada() -> Member {
    member(5, "Ada Lovelace")
}

pub fn grace() -> Member {
    member(3, "Grace Hopper")
}

pub fn former() -> Member {
    let mut kay = member(7, "Katherine Johnson");
    kay.account_status = AccountStatus::Deactivated;
    kay
}

/// As long as a name can be.
pub fn long() -> Member {
    member(9, "Maximiliane-Alexandra Wolkenstei")
}

pub fn person(member: Member, handle: &str) -> Person {
    Person {
        member,
        handle: Some(handle_of(handle)),
    }
}

pub fn people() -> Vec<Person> {
    vec![
        person(ada(), "ada"),
        person(grace(), "grace"),
        person(member(1, "Margaret Hamilton"), "mhamilton"),
        person(long(), "maximiliane.alexandra.wolkenstei"),
        person(member(11, "محمد"), "محمد"),
    ]
}

pub fn handle_of(text: &str) -> Handle {
    Handle::parse(text).expect("a handle")
}

pub fn frame(role: Role) -> Frame {
    Frame {
        workspace: "Harbour Works".into(),
        me: ada(),
        role,
        may_create_rooms: role != Role::Guest,
    }
}

pub fn room(id: u128, name: &str, kind: RoomKind) -> Room {
    let slug = name.to_lowercase().replace(' ', "-");
    Room {
        id: RoomId(Uuid::from_u128(id)),
        slug: Slug::parse(&slug).unwrap_or_else(|_| Slug::lobby()),
        name: RoomName::parse(name).expect("a name"),
        topic: String::new(),
        kind,
        posting: Posting::All,
        state: RoomState::Active,
        people: Vec::new(),
        pins: 0,
    }
}

pub fn design() -> Room {
    let mut design = room(22, "design", RoomKind::Public);
    design.pins = 2;
    design.topic = "Everything one sees: tokens, pages, words".into();
    design
}

pub fn salaries() -> Room {
    let mut salaries = room(23, "salaries", RoomKind::Private);
    salaries.topic = "Who gets what in the new year".into();
    salaries
}

pub fn archived() -> Room {
    let mut old = room(26, "launch 2025", RoomKind::Public);
    old.state = RoomState::Archived;
    old
}

pub fn direct() -> Room {
    let mut direct = room(31, "direct-31", RoomKind::Direct);
    direct.people = vec![ada(), grace()];
    direct
}

pub fn group() -> Room {
    let mut group = room(32, "direct-32", RoomKind::Group);
    group.people = vec![member(1, "Margaret Hamilton"), ada(), former()];
    group
}

pub fn all_rooms() -> Vec<Room> {
    vec![
        room(21, "lobby", RoomKind::Open),
        design(),
        salaries(),
        room(24, "random", RoomKind::Public),
        room(
            25,
            "a room whose name is as long as a name of a room can get, really",
            RoomKind::Public,
        ),
        archived(),
        direct(),
        group(),
    ]
}

/// No real code: only as large as one.
pub fn link() -> OneTimeLink {
    let mut squares = String::new();
    for workspace in
        (0..29 * 29).filter(|workspace| (workspace * workspace + workspace / 3) % 5 < 2)
    {
        squares.push_str(&format!("M{} {}h1v1h-1z", workspace % 29, workspace / 29));
    }
    OneTimeLink {
        url: "https://natter.harbour.example/link/kq3vZ0mJ8Wc2tXnD5sYb1A".into(),
        qr_svg: format!(
            "<svg viewBox=\"0 0 29 29\" shape-rendering=\"crispEdges\"><path fill=\"currentColor\" d=\"{squares}\"/></svg>"
        ),
        good_for: "once, within 5 minutes".into(),
    }
}
