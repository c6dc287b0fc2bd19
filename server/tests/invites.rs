//! Invitations last as long as the rights of whoever made them, and bans reach networks.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use support::{
    Natter,
    people::{PASSWORD, Person, Room, me},
    rooms::place,
};
use uuid::Uuid;

/// The path of a new invitation of theirs, and its id.
fn invite(natter: &Natter, by: &Person, fields: &str) -> (String, Uuid) {
    let id = Uuid::new_v4();
    let form = format!("id={id}&days=7&{fields}");
    let page = natter.post("/admin/invites", &by.cookie(), &form);
    assert_eq!(page.status, 200, "{page:?}");
    let body = page.whole_body();
    let (_, rest) = body.split_once("/join/").expect("a link");
    let code: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    (format!("/join/{code}"), id)
}

fn joins(natter: &Natter, path: &str, handle: &str) -> bool {
    let form = format!(
        "name={handle}&handle={handle}&password={}",
        PASSWORD.replace(' ', "+")
    );
    let answer = natter.post(path, "", &form);
    assert!(matches!(answer.status, 303 | 410), "{answer:?}");
    assert_eq!(answer.status == 410, natter.get(path).status == 410);
    answer.status == 303
}

#[test]
fn an_invitation_is_no_better_than_the_rights_of_whoever_made_it() {
    let (_folder, natter, olive) = place();
    let [ada, bob] = natter.members(["ada", "bob"]);
    natter.does(&olive, "/people/ada/role", "role=owner");
    natter.does(&olive, "/people/bob/role", "role=admin");
    let (ada, bob) = (
        natter.sign_in(&ada.handle, PASSWORD),
        natter.sign_in(&bob.handle, PASSWORD),
    );
    let (for_admins, _) = invite(&natter, &ada, "role=admin");
    let (for_members, _) = invite(&natter, &ada, "role=member");
    let (of_bob, _) = invite(&natter, &bob, "role=member");
    let (taken_back, id) = invite(&natter, &bob, "role=member");
    assert!(joins(&natter, &for_admins, "first"));
    assert!(joins(&natter, &of_bob, "second"));
    assert!(joins(&natter, &taken_back, "third"));

    natter.does(&olive, "/people/ada/role", "role=admin");
    assert!(!joins(&natter, &for_admins, "fourth"), "only owners may");
    assert!(joins(&natter, &for_members, "fourth"));
    natter.does(&olive, "/admin/invites/revoke", &format!("invite={id}"));
    assert!(!joins(&natter, &taken_back, "fifth"));
    natter.does(&olive, "/people/bob/ban", "reason=spam&days=1");
    assert!(!joins(&natter, &of_bob, "sixth"));
    natter.does(&olive, "/people/bob/unban", "");
    assert!(joins(&natter, &of_bob, "sixth"));
    natter.stop();
}

#[test]
fn an_invitation_leads_to_a_private_room_only_while_its_maker_is_in_it() {
    let (_folder, natter, olive) = place();
    let [bob] = natter.members(["bob"]);
    natter.does(&olive, "/people/bob/role", "role=admin");
    let room = natter.room(&bob, "Layoffs", "private");
    natter.add(&bob, &room, &olive);
    let place = format!("person={}&place=room_admin", me(&natter.listen(&olive).1));
    natter.does(&bob, &format!("/r/{}/place", room.slug), &place);
    let (path, _) = invite(&natter, &bob, &format!("role=member&room={}", room.id));
    assert!(natter.get(&path).whole_body().contains("Layoffs"));
    let sees = |who: &Person, room: &Room| {
        let page = natter.page(&who.cookie(), &format!("/r/{}", room.slug));
        page.status == 200
    };
    let code = path.trim_start_matches("/join/");
    assert!(sees(&natter.join(code, "ada"), &room));

    natter.remove(&olive, &room, &me(&natter.listen(&bob).1));
    assert!(!sees(&bob, &room));
    assert!(!natter.get(&path).whole_body().contains("Layoffs"));
    assert!(!sees(&natter.join(code, "eve"), &room));
    // By their own invitation they don't come back either.
    natter.post(&path, &bob.cookie(), "");
    assert!(!sees(&bob, &room));
    natter.stop();
}

#[test]
fn a_ban_of_networks_keeps_out_who_comes_from_there_by_any_door() {
    let (_folder, natter, olive) = place();
    let [ada, _bob] = natter.members(["ada", "bob"]);
    let reset = natter.post("/people/bob/reset-link", &olive.cookie(), "");
    let body = reset.whole_body();
    let (_, rest) = body.split_once("/reset/").expect("a link");
    let code: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    let invite = natter.invite(&[]);
    let sign_in = format!("handle=bob&password={}", PASSWORD.replace(' ', "+"));
    let doors = [
        ("/api/guest-session", String::new()),
        ("/visit", String::new()),
        ("/sign-in", sign_in),
        (
            &format!("/join/{invite}"),
            format!(
                "name=eve&handle=eve&password={}",
                PASSWORD.replace(' ', "+")
            ),
        ),
        (
            &format!("/reset/{code}"),
            "password=another+lamp+that+hums".to_owned(),
        ),
    ];
    natter.does(&olive, "/people/ada/ban", "reason=spam&addresses=on");
    for (path, form) in &doors {
        let answer = natter.post(path, "", form);
        assert_eq!(answer.status, 403, "{path}: {answer:?}");
        assert_eq!(answer.header("set-cookie"), None, "{path}");
    }
    assert_eq!(
        natter.page(&olive.cookie(), "/").status,
        200,
        "who is in stays"
    );
    assert_ne!(natter.page(&ada.cookie(), "/").status, 200);
    natter.does(&olive, "/people/ada/unban", "");
    for (path, form) in &doors {
        let answer = natter.post(path, "", form);
        assert!(answer.status < 400, "{path}: {answer:?}");
    }
    natter.stop();
}
