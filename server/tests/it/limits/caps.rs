//! How much one person can make and keep: rooms, former addresses, sessions, invitations.

use crate::support::{
    Natter,
    database::Database,
    people::{PASSWORD, Person},
};
use tempfile::TempDir;
use uuid::Uuid;

/// A workspace whose limits by time are off, with a member.
fn serve() -> (TempDir, Natter, Person, Person) {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--rate-limits", "off"]);
    let olive = natter.set_up();
    let [ada] = natter.members(["ada"]);
    (folder, natter, olive, ada)
}

/// `count` rows, each made by that select, in which `n` counts up.
fn insert(natter: &Natter, count: u32, into: &str, select: &str) {
    Database::change(
        &natter.data,
        &format!(
            "WITH RECURSIVE counted (n) AS
                 (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < {count})
             INSERT INTO {into} SELECT {select} FROM counted;"
        ),
    );
}

const ADA: &str = "(SELECT id FROM members WHERE handle = 'ada')";

#[test]
fn a_room_keeps_its_last_ten_addresses_and_the_others_are_free() {
    let (_folder, natter, olive, ada) = serve();
    let mut slug = natter.room(&ada, "Name 0", "public").slug;
    for n in 1..=25 {
        natter.does(&ada, &format!("/r/{slug}/edit"), &format!("name=Name+{n}"));
        slug = format!("name-{n}");
    }
    let leads = |n: u32| natter.page(&olive.cookie(), &format!("/r/name-{n}")).status;
    for n in 0..15 {
        assert_eq!(leads(n), 404, "{n}");
    }
    for n in 15..25 {
        assert_eq!(leads(n), 303, "{n}");
    }
    assert_eq!(natter.room(&olive, "Name 3", "public").slug, "name-3");
    assert_eq!(natter.room(&olive, "Name 20", "public").slug, "name-20-2");
    // Back to an address that it had.
    natter.does(&ada, "/r/name-25/edit", "name=Name+20");
    assert_eq!(Database::open(&natter.data).count("former_slugs"), 10);
    natter.stop();
}

#[test]
fn renaming_without_end_is_limited() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &[]);
    let olive = natter.set_up();
    let mut slug = natter.room(&olive, "Name", "public").slug;
    let mut renamed = 0;
    let refused = (1..100).find_map(|n| {
        let form = format!("name=Name+{n}");
        let answer = natter.post(&format!("/r/{slug}/edit"), &olive.cookie(), &form);
        slug = format!("name-{n}");
        renamed += u32::from(answer.status == 303);
        (answer.status != 303).then_some(answer)
    });
    assert_eq!(refused.expect("a limit").status, 429);
    assert!((10..30).contains(&renamed), "{renamed}");
    natter.stop();
}

#[test]
fn one_person_makes_no_more_than_so_many_rooms_that_are_in_use() {
    let (_folder, natter, olive, ada) = serve();
    let rooms = "rooms (id, slug, name, topic, kind, creator, created_at)";
    let room = format!("randomblob(16), 'room-' || n, 'Room', '', 'public', {ADA}, 0");
    insert(&natter, 500, rooms, &room);
    let make = |who: &Person| {
        let form = format!("id={}&name=Plans&kind=public", Uuid::new_v4());
        natter.post("/rooms", &who.cookie(), &form)
    };
    let refused = make(&ada);
    assert_eq!(refused.status, 409);
    assert!(refused.whole_body().contains("the maximum number of rooms"));
    assert_eq!(make(&olive).status, 303);
    natter.does(&olive, "/r/room-1/archive", "");
    assert_eq!(make(&ada).status, 303);
    // Those with a name and those without are counted apart.
    let talk = |handle: &str| {
        let id = Database::open(&natter.data).list(&format!(
            "SELECT lower(hex(id)) FROM members WHERE handle = '{handle}'"
        ));
        let form = format!("person={}", Uuid::parse_str(&id[0]).expect("an id"));
        natter.post("/direct", &ada.cookie(), &form)
    };
    assert_eq!(talk("olive").status, 303);
    let room = format!("randomblob(16), 'talk-' || n, 'x', '', 'direct', {ADA}, 0");
    insert(&natter, 2000, rooms, &room);
    assert_eq!(talk("olive").status, 303, "it is there");
    let [_bob] = natter.members(["bob"]);
    let refused = talk("bob");
    assert_eq!(refused.status, 409);
    assert!(refused.whole_body().contains("direct and group messages"));
    natter.stop();
}

#[test]
fn a_hundred_sessions_are_kept_and_the_one_unused_for_longest_ends_for_another() {
    let (_folder, natter, _olive, ada) = serve();
    let sessions =
        "sessions (token_hash, id, member, created_at, seen_at, seen_minute, network, agent)";
    let session = format!("randomblob(32), randomblob(16), {ADA}, 0, n, 0, '', ''");
    insert(&natter, 150, sessions, &session);
    natter.sign_in("ada", PASSWORD);
    let mut database = Database::open(&natter.data);
    assert_eq!(
        database.count(&format!("sessions WHERE member = {ADA}")),
        100
    );
    assert_eq!(database.count("sessions WHERE seen_at <= 52"), 0);
    assert_eq!(natter.page(&ada.cookie(), "/settings").status, 200);
    natter.stop();
}

#[test]
fn invitations_that_work_and_people_who_are_ignored_are_counted() {
    let (_folder, natter, olive, ada) = serve();
    let invites = "invites (id, code_hash, creator, role, uses_left, expires_at, created_at)";
    let by = "(SELECT id FROM members WHERE handle = 'olive')";
    let invite =
        format!("randomblob(16), randomblob(32), {by}, 'member', NULL, 4000000000000000, 0");
    // Ada came by one.
    insert(&natter, 498, invites, &invite);
    let invite = |id: Uuid| {
        let form = format!("id={id}&days=7&role=member");
        natter
            .post("/workspace/invites", &olive.cookie(), &form)
            .status
    };
    let id = Uuid::new_v4();
    assert_eq!(invite(id), 200);
    assert_eq!(invite(Uuid::new_v4()), 409);
    assert_eq!(invite(id), 200, "the same once more");
    Database::change(
        &natter.data,
        "UPDATE invites SET revoked_at = 1 WHERE created_at = 0",
    );
    assert_eq!(invite(Uuid::new_v4()), 200);

    insert(
        &natter,
        999,
        "members (id, name, created_at)",
        "randomblob(16), 'Somebody', 0",
    );
    Database::change(
        &natter.data,
        &format!(
            "INSERT INTO ignored (member, whom) SELECT {ADA}, id FROM members WHERE created_at = 0"
        ),
    );
    let [_bob] = natter.members(["bob"]);
    natter.does(&ada, "/people/olive/ignore", "");
    let refused = natter.post("/people/bob/ignore", &ada.cookie(), "");
    assert_eq!(refused.status, 409);
    assert!(
        natter
            .post("/people/olive/ignore", &ada.cookie(), "")
            .status
            == 303
    );
    natter.stop();
}
