//! Who looks after a room when its last room admin is gone, by whatever way.

use std::{sync::Barrier, thread};

use crate::support::{
    Natter,
    database::Database,
    people::{PASSWORD, Person, Room, me},
    rooms::workspace,
};
use serde_json::json;

/// Who looks after a room by name, by handle.
fn keepers(natter: &Natter, room: &Room) -> Vec<String> {
    Database::open(&natter.data).list(&format!(
        "SELECT members.handle FROM memberships JOIN members ON members.id = memberships.member
         WHERE memberships.room = x'{}' AND memberships.role = 'admin'
           AND members.account_status = 'active'
         ORDER BY members.handle",
        room.id.replace('-', "")
    ))
}

/// What the log says of successions, the latest first: to whom, where, and after what.
fn noted(natter: &Natter, owner: &Person) -> Vec<String> {
    let log = natter
        .page(&owner.cookie(), "/workspace/audit.csv")
        .whole_body();
    let lines = log
        .lines()
        .filter(|line| line.contains("\"AdminHandover\""));
    let lines = lines.map(|line| {
        let (_, rest) = line.split_once(',').expect("cells");
        rest.replace('"', "")
    });
    lines.collect()
}

fn id_of(natter: &Natter, who: &Person) -> String {
    me(&natter.listen(who).1)
}

fn may_edit(natter: &Natter, who: &Person, room: &Room) -> bool {
    let path = format!("/r/{}/edit", room.slug);
    let name = room.slug.replace('-', "+");
    let edited = natter.post(&path, &who.cookie(), &format!("name={name}"));
    edited.status == 303
}

/// A way to go, for `ada`, who looks after the room.
type Way = fn(&Natter, owner: &Person, ada: &Person, room: &Room);

const WAYS: [(&str, Way); 7] = [
    ("LeaveRoom", |natter, _, ada, room| {
        natter.does(ada, &format!("/r/{}/leave", room.slug), "");
    }),
    ("RemoveFromRoom", |natter, owner, ada, room| {
        natter.remove(owner, room, &id_of(natter, ada));
    }),
    ("Deactivate", |natter, owner, _, _| {
        natter.does(owner, "/people/ada/deactivate", "");
    }),
    ("Ban", |natter, owner, _, _| {
        natter.does(owner, "/people/ada/ban", "reason=spam&days=");
    }),
    ("DeleteSelf", |natter, _, ada, _| {
        let password = PASSWORD.replace(' ', "+");
        let form = format!("confirm=ada&password={password}");
        natter.does(ada, "/settings/data/delete", &form);
    }),
    ("ChangeRoomRole", |natter, _, ada, room| {
        let form = format!("person={}&role=member", id_of(natter, ada));
        natter.does(ada, &format!("/r/{}/role", room.slug), &form);
    }),
    ("ChangeRole", |natter, owner, _, _| {
        natter.does(owner, "/people/ada/role", "role=guest");
    }),
];

#[test]
fn whoever_was_in_it_longest_looks_after_a_room_when_its_last_admin_goes_by_any_way() {
    for kind in ["public", "private"] {
        for (occasion, go) in WAYS {
            let (_folder, natter, owner) = workspace();
            let guest = natter.join(&natter.invite(&["--role", "guest"]), "gus");
            let [ada, cy, bob] = natter.members(["ada", "cy", "bob"]);
            let room = natter.room(&ada, "Plans", kind);
            // Guests look after nothing, however long they are in it.
            for whom in [&guest, &bob, &cy, &owner] {
                natter.add(&ada, &room, whom);
            }
            assert_eq!(keepers(&natter, &room), ["ada"]);
            let (mut bob_hears, _) = natter.listen(&bob);
            go(&natter, &owner, &ada, &room);
            let case = format!("{occasion}, {kind}");
            assert_eq!(keepers(&natter, &room), ["bob"], "{case}");
            // What he may do has changed: his socket comes in again.
            bob_hears.assert_closed();
            assert!(may_edit(&natter, &bob, &room), "{case}");
            assert!(!may_edit(&natter, &cy, &room), "{case}");
            let told = match kind {
                "public" => format!("server,AdminHandover,bob,plans,admin after {occasion}"),
                // Those who are not in it learn no more than that.
                _ => format!("server,AdminHandover,,a private room,admin after {occasion}"),
            };
            assert_eq!(noted(&natter, &owner), [told], "{case}");
            natter.stop();
        }
    }
}

#[test]
fn who_comes_back_does_not_look_after_it_again_by_himself() {
    for (go, back) in [
        (("deactivate", ""), "reactivate"),
        (("ban", "reason=spam&days="), "unban"),
    ] {
        let (_folder, natter, owner) = workspace();
        let [ada, bob] = natter.members(["ada", "bob"]);
        let room = natter.room(&ada, "Plans", "private");
        natter.add(&ada, &room, &bob);
        natter.does(&owner, &format!("/people/ada/{}", go.0), go.1);
        natter.does(&owner, &format!("/people/ada/{back}"), "");
        assert_eq!(keepers(&natter, &room), ["bob"], "{back}");
        let ada = natter.sign_in("ada", PASSWORD);
        assert_eq!(
            natter
                .page(&ada.cookie(), &format!("/r/{}", room.slug))
                .status,
            200
        );
        assert!(!may_edit(&natter, &ada, &room), "{back}");
        natter.stop();
    }
}

#[test]
fn with_another_admin_or_a_ban_that_ends_nobody_follows() {
    let (_folder, natter, owner) = workspace();
    let [ada, bob, cy] = natter.members(["ada", "bob", "cy"]);
    let room = natter.room(&ada, "Plans", "private");
    for whom in [&bob, &cy] {
        natter.add(&ada, &room, whom);
    }
    natter.does(&owner, "/people/ada/ban", "reason=spam&days=1");
    assert_eq!(keepers(&natter, &room), ["ada"], "she comes back to it");
    natter.does(&owner, "/people/ada/unban", "");
    let ada = natter.sign_in("ada", PASSWORD);
    let form = format!("person={}&role=admin", id_of(&natter, &cy));
    natter.does(&ada, &format!("/r/{}/role", room.slug), &form);
    natter.does(&ada, &format!("/r/{}/leave", room.slug), "");
    assert_eq!(keepers(&natter, &room), ["cy"]);
    assert!(noted(&natter, &owner).is_empty());
    natter.stop();
}

#[test]
fn the_last_one_who_leaves_leaves_an_empty_room() {
    let (_folder, natter, owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    for kind in ["public", "private"] {
        let room = natter.room(&ada, &format!("The {kind}"), kind);
        natter.does(&ada, &format!("/r/{}/leave", room.slug), "");
        assert!(keepers(&natter, &room).is_empty(), "{kind}");
    }
    assert!(noted(&natter, &owner).is_empty());
    // The public one is looked after by those of the workspace, and others come in.
    natter.does(&bob, "/r/the-public/join", "");
    natter.does(&owner, "/r/the-public/archive", "");
    // One who goes by deactivation is in it still, and alone.
    let room = natter.room(&bob, "Alone", "private");
    natter.does(&owner, "/people/bob/deactivate", "");
    natter.does(&owner, "/people/bob/reactivate", "");
    assert_eq!(keepers(&natter, &room), ["bob"]);
    natter.stop();
}

#[test]
fn who_is_not_here_is_passed_over() {
    let (_folder, natter, owner) = workspace();
    let people = natter.members(["ada", "bob", "cy", "dan", "eve"]);
    let [ada, bob, cy, dan, eve] = &people;
    let room = natter.room(ada, "Plans", "private");
    for whom in [bob, cy, dan, eve] {
        natter.add(ada, &room, whom);
    }
    natter.does(&owner, "/people/bob/deactivate", "");
    natter.does(&owner, "/people/cy/ban", "reason=spam&days=");
    natter.does(&owner, "/people/dan/ban", "reason=spam&days=1");
    natter.does(ada, &format!("/r/{}/leave", room.slug), "");
    assert_eq!(keepers(&natter, &room), ["eve"]);
    // Who is kept out for a while is better than nobody.
    natter.does(eve, &format!("/r/{}/leave", room.slug), "");
    assert_eq!(keepers(&natter, &room), ["dan"]);
    natter.stop();
}

#[test]
fn of_guests_alone_the_first_follows_once_they_are_a_member() {
    let (_folder, natter, owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let guests = natter.invite(&["--role", "guest"]);
    let [gus, zoe] = ["gus", "zoe"].map(|name| natter.join(&guests, name));
    let room = natter.room(&ada, "Plans", "private");
    for whom in [&gus, &zoe] {
        natter.add(&ada, &room, whom);
    }
    natter.does(&ada, &format!("/r/{}/leave", room.slug), "");
    assert!(!may_edit(&natter, &gus, &room));
    let page = natter
        .page(&gus.cookie(), &format!("/r/{}/settings", room.slug))
        .whole_body();
    assert!(!page.contains("Room admin"), "nobody looks after it yet");
    natter.does(&owner, "/people/gus/role", "role=member");
    assert!(may_edit(&natter, &gus, &room));
    assert!(!may_edit(&natter, &zoe, &room));
    natter.stop();
}

#[test]
fn rooms_of_a_few_among_themselves_and_open_ones_have_no_heir() {
    let (_folder, natter, owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let ids = [&owner, &bob].map(|one| id_of(&natter, one));
    let (mut ada_hears, _) = natter.listen(&ada);
    let group = natter.does(
        &ada,
        "/direct",
        &format!("person={}&person={}", ids[0], ids[1]),
    );
    let added = ada_hears.event("room_added");
    let id = added["room"]["id"].as_str().expect("an id").to_owned();
    let slug = group.trim_start_matches("/r/").to_owned();
    natter.does(&ada, &format!("{group}/leave"), "");
    assert_eq!(ada_hears.event("room_removed"), json!({"room": id}));
    assert!(keepers(&natter, &Room { id, slug }).is_empty());
    let admin = natter.join(&natter.invite(&["--role", "admin"]), "amy");
    let hall = natter.room(&admin, "Hall", "open");
    natter.does(&owner, "/people/amy/deactivate", "");
    assert!(keepers(&natter, &hall).is_empty());
    assert!(noted(&natter, &owner).is_empty());
    natter.stop();
}

#[test]
fn of_two_admins_who_leave_at_once_none_leaves_the_room_to_nobody() {
    let (_folder, natter, owner) = workspace();
    let [ada, bob, cy] = natter.members(["ada", "bob", "cy"]);
    let bobs_id = id_of(&natter, &bob);
    for round in 1..=20 {
        let room = natter.room(&ada, &format!("Plans {round}"), "private");
        for whom in [&cy, &bob] {
            natter.add(&ada, &room, whom);
        }
        let path = format!("/r/{}", room.slug);
        let form = format!("person={bobs_id}&role=admin");
        natter.does(&ada, &format!("{path}/role"), &form);
        let barrier = Barrier::new(2);
        thread::scope(|scope| {
            for who in [&ada, &bob] {
                let (barrier, natter, path) = (&barrier, &natter, &path);
                scope.spawn(move || {
                    barrier.wait();
                    natter.does(who, &format!("{path}/leave"), "");
                });
            }
        });
        assert_eq!(keepers(&natter, &room), ["cy"], "round {round}");
    }
    assert_eq!(noted(&natter, &owner).len(), 20);
    natter.stop();
}
