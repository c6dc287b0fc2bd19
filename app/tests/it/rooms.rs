//! What events make of the reader's own rooms.

use app::{
    live::rooms::{
        access::{RoomAccess, after_removal, of_member, of_watcher},
        list::{
            message_received, person_changed, person_joined, person_left, put, record_use, remove,
            set_preference, sort_by_use,
        },
    },
    page_data::MayPost,
};
use protocol::{
    DisplayName, Level, Member, MemberId, Posting, Role, Room, RoomId, RoomKind, RoomName,
    RoomPreference, RoomState, RoomUse, Slug, Timestamp,
};
use uuid::Uuid;

fn room(id: u128, kind: RoomKind) -> Room {
    Room {
        id: RoomId(Uuid::from_u128(id)),
        slug: Slug::parse(&format!("room-{id}")).expect("valid"),
        name: RoomName::parse(&format!("Room {id}")).expect("valid"),
        topic: String::new(),
        kind,
        posting: Posting::All,
        state: RoomState::Active,
        people: Vec::new(),
        pins: 0,
    }
}

fn ids(rooms: &[Room]) -> Vec<u128> {
    rooms.iter().map(|room| room.id.0.as_u128()).collect()
}

fn some() -> Vec<Room> {
    vec![
        room(1, RoomKind::Open),
        room(2, RoomKind::Direct),
        room(3, RoomKind::Group),
    ]
}

#[test]
fn a_new_room_comes_before_direct_ones_and_a_known_one_is_replaced() {
    let mut rooms = some();
    put(&mut rooms, room(4, RoomKind::Private));
    put(&mut rooms, room(5, RoomKind::Direct));
    assert_eq!(ids(&rooms), [1, 4, 5, 2, 3]);
    let mut renamed = room(4, RoomKind::Private);
    renamed.topic = "New".into();
    put(&mut rooms, renamed.clone());
    assert_eq!(rooms.get(1), Some(&renamed));
    assert_eq!(rooms.len(), 5);
}

#[test]
fn direct_rooms_are_ordered_by_last_use_once_it_is_known() {
    let used = |room, at| RoomUse {
        room: RoomId(Uuid::from_u128(room)),
        at: Timestamp(at),
    };
    let mut known = vec![used(2, 20)];
    record_use(&mut known, used(4, 40));
    record_use(&mut known, used(3, 30));
    // An older answer does not undo what was said since then.
    record_use(&mut known, used(3, 10));
    let mut rooms = some();
    rooms.push(room(4, RoomKind::Direct));
    // Came after the list was read.
    rooms.push(room(5, RoomKind::Direct));
    rooms.push(room(6, RoomKind::Private));
    sort_by_use(&mut rooms, &known);
    assert_eq!(ids(&rooms), [1, 6, 5, 4, 3, 2]);
    record_use(&mut known, used(2, 50));
    sort_by_use(&mut rooms, &known);
    assert_eq!(ids(&rooms), [1, 6, 5, 2, 4, 3]);
}

#[test]
fn the_direct_room_used_last_comes_first_and_named_rooms_stay() {
    let mut rooms = some();
    assert!(message_received(&mut rooms, RoomId(Uuid::from_u128(3))));
    assert_eq!(ids(&rooms), [1, 3, 2]);
    assert!(!message_received(&mut rooms, RoomId(Uuid::from_u128(3))));
    assert!(!message_received(&mut rooms, RoomId(Uuid::from_u128(1))));
    assert!(!message_received(&mut rooms, RoomId(Uuid::from_u128(9))));
    assert_eq!(ids(&rooms), [1, 3, 2]);
}

fn person(id: u128, name: &str) -> Member {
    let name = DisplayName::parse(name).expect("valid");
    Member::new(MemberId(Uuid::from_u128(id)), name)
}

#[test]
fn direct_rooms_follow_who_is_in_them_and_what_they_are_called() {
    let named = |rooms: &[Room]| -> Vec<Vec<String>> {
        let names = |room: &Room| room.people.iter().map(|one| one.name.to_string()).collect();
        rooms.iter().map(names).collect()
    };
    let id = |id| RoomId(Uuid::from_u128(id));
    let mut rooms = some();
    assert!(person_joined(&mut rooms, id(2), person(10, "Bob")));
    assert!(person_joined(&mut rooms, id(3), person(10, "Bob")));
    assert!(person_joined(&mut rooms, id(3), person(11, "ada")));
    assert!(!person_joined(&mut rooms, id(3), person(11, "ada")));
    // Who is in a room with a name is not told with it.
    assert!(!person_joined(&mut rooms, id(1), person(10, "Bob")));
    assert!(!person_joined(&mut rooms, id(9), person(10, "Bob")));
    assert_eq!(named(&rooms), [vec![], vec!["Bob"], vec!["ada", "Bob"]]);

    assert!(person_changed(&mut rooms, &person(10, "Aaron")));
    assert!(!person_changed(&mut rooms, &person(10, "Aaron")));
    assert!(!person_changed(&mut rooms, &person(12, "Cleo")));
    assert_eq!(named(&rooms), [vec![], vec!["Aaron"], vec!["Aaron", "ada"]]);

    let who = |id| MemberId(Uuid::from_u128(id));
    assert!(person_left(&mut rooms, id(3), who(10)));
    assert!(!person_left(&mut rooms, id(3), who(10)));
    assert!(!person_left(&mut rooms, id(9), who(10)));
    assert_eq!(named(&rooms), [vec![], vec!["Aaron"], vec!["ada"]]);
}

#[test]
fn a_room_is_removed_once() {
    let mut rooms = some();
    assert!(remove(&mut rooms, RoomId(Uuid::from_u128(1))).is_some());
    assert!(remove(&mut rooms, RoomId(Uuid::from_u128(1))).is_none());
    assert_eq!(ids(&rooms), [2, 3]);
}

#[test]
fn the_last_preference_counts() {
    let set = |muted| RoomPreference {
        room: RoomId(Uuid::from_u128(1)),
        favourite: false,
        muted,
        level: Level::Everything,
    };
    let mut preferences = vec![set(false)];
    set_preference(&mut preferences, set(true));
    assert_eq!(preferences, [set(true)]);
}

#[test]
fn who_is_removed_from_a_private_room_leaves_its_page() {
    assert_eq!(
        after_removal(&room(1, RoomKind::Private), Role::Owner),
        RoomAccess::Lost
    );
    assert_eq!(
        after_removal(&room(1, RoomKind::Public), Role::Guest),
        RoomAccess::Lost
    );
    let looks_on = RoomAccess::Visible(MayPost::NotIn);
    assert_eq!(
        after_removal(&room(1, RoomKind::Public), Role::Member),
        looks_on
    );
}

#[test]
fn who_may_post_follows_the_room() {
    let mut room = room(1, RoomKind::Public);
    let shows = |room: &Room, role, is_room_admin| match of_member(room, role, is_room_admin) {
        RoomAccess::Visible(may_post) => may_post,
        RoomAccess::Lost => panic!("one is in it"),
    };
    assert_eq!(shows(&room, Role::Member, false), MayPost::Yes);
    room.posting = Posting::Admins;
    assert_eq!(shows(&room, Role::Member, false), MayPost::AdminsOnly);
    assert_eq!(shows(&room, Role::Member, true), MayPost::Yes);
    assert_eq!(shows(&room, Role::Admin, false), MayPost::Yes);
    room.state = RoomState::Archived;
    assert_eq!(shows(&room, Role::Owner, true), MayPost::Archived);
}

#[test]
fn who_looks_at_a_room_sees_whether_it_can_be_joined() {
    let mut room = room(1, RoomKind::Public);
    assert_eq!(of_watcher(&room), RoomAccess::Visible(MayPost::NotIn));
    room.state = RoomState::Archived;
    assert_eq!(of_watcher(&room), RoomAccess::Visible(MayPost::Archived));
}
