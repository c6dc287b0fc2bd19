//! Invitations last as long as the rights of whoever made them, and bans reach networks.

use crate::support::{
    Natter,
    database::Database,
    people::{PASSWORD, Person, Room, add_passkey, begin_passkey, me},
    rooms::workspace,
};
use serde_json::json;
use uuid::Uuid;

/// The path of a new invitation of theirs, and its id.
fn invite(natter: &Natter, by: &Person, fields: &str) -> (String, Uuid) {
    let id = Uuid::new_v4();
    let form = format!("id={id}&days=7&{fields}");
    let page = natter.post("/workspace/invites", &by.cookie(), &form);
    (page.link("join"), id)
}

fn joins(natter: &Natter, path: &str, handle: &str) -> bool {
    let form = format!(
        "name={handle}&handle={handle}&password={}",
        PASSWORD.replace(' ', "+")
    );
    let is_over = natter.get(path).status == 410;
    let answer = natter.post(path, "", &form);
    assert!(matches!(answer.status, 303 | 410), "{answer:?}");
    assert_eq!(answer.status == 410, is_over);
    answer.status == 303
}

#[test]
fn an_invitation_is_no_better_than_the_rights_of_whoever_made_it() {
    let (_folder, natter, olive) = workspace();
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
    natter.does(&olive, "/workspace/invites/revoke", &format!("invite={id}"));
    assert!(!joins(&natter, &taken_back, "fifth"));
    natter.does(&olive, "/people/bob/ban", "reason=spam&days=1");
    assert!(!joins(&natter, &of_bob, "sixth"));
    natter.does(&olive, "/people/bob/unban", "");
    assert!(joins(&natter, &of_bob, "sixth"));
    natter.stop();
}

#[test]
fn an_invitation_leads_to_a_private_room_only_while_its_maker_is_in_it() {
    let (_folder, natter, olive) = workspace();
    let [bob] = natter.members(["bob"]);
    natter.does(&olive, "/people/bob/role", "role=admin");
    let room = natter.room(&bob, "Layoffs", "private");
    natter.add(&bob, &room, &olive);
    let workspace = format!("person={}&role=admin", me(&natter.listen(&olive).1));
    natter.does(&bob, &format!("/r/{}/role", room.slug), &workspace);
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
fn a_network_ban_refuses_every_way_to_sign_in_or_join() {
    let (_folder, natter, olive) = workspace();
    let [ada, _bob] = natter.members(["ada", "bob"]);
    let reset = natter.post("/people/bob/reset-link", &olive.cookie(), "");
    let reset = reset.link("reset");
    let invite = natter.invite(&[]);
    let sign_in = format!("handle=bob&password={}", PASSWORD.replace(' ', "+"));
    let doors = [
        ("/api/visitor-session", String::new()),
        ("/visit", String::new()),
        ("/sign-in", sign_in),
        (
            &format!("/join/{invite}"),
            format!(
                "name=eve&handle=eve&password={}",
                PASSWORD.replace(' ', "+")
            ),
        ),
        (&reset, "password=another+lamp+that+hums".to_owned()),
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

#[test]
fn a_network_ban_never_locks_out_an_owner() {
    let (_folder, natter, olive) = workspace();
    let [mia, ada] = natter.members(["mia", "ada"]);
    let mut device = add_passkey(&natter, &olive.cookie(), 1);
    let id = me(&natter.listen(&olive).1).parse().expect("an id");
    natter.does(&olive, "/people/mia/role", "role=admin");
    let password = format!("password={}", PASSWORD.replace(' ', "+"));
    let link = natter
        .post("/settings/phone", &olive.cookie(), &password)
        .link("link");
    natter.does(&mia, "/people/ada/ban", "reason=spam&addresses=on");
    assert_ne!(natter.page(&ada.cookie(), "/").status, 200);

    let form = format!("handle=olive&{password}");
    assert_eq!(natter.post("/sign-in", "", &form).status, 303);
    let json = json!({"handle": "olive", "password": PASSWORD});
    assert_eq!(natter.post_json("/api/session", "", &json).status, 200);
    let task = begin_passkey(&natter, "/passkeys/sign-in", "");
    let signed = json!({"credential": device.get(&task, id)});
    let signed = natter.post_json("/passkeys/sign-in/finish", "", &signed);
    assert_eq!(signed.status, 200, "{signed:?}");
    assert_eq!(natter.post(&link, "", "").status, 303);
    natter.listen(&olive);
    // The password has to be right, and whoever is no owner stays out.
    let wrong = natter.post("/sign-in", "", "handle=olive&password=not+the+password");
    assert_eq!(wrong.status, 401, "{wrong:?}");
    let other = natter.post("/sign-in", "", &format!("handle=mia&{password}"));
    assert_eq!((other.status, other.header("set-cookie")), (403, None));
    natter.stop();
}

#[test]
fn who_bans_networks_reads_before_whom_else_it_hits() {
    let (_folder, natter, olive) = workspace();
    natter.members(["ada", "bob"]);
    let page = natter.page(&olive.cookie(), "/people/ada").whole_body();
    let (_, warning) = page.split_once("This also blocks ").expect("a warning");
    let names = warning.split(", who are").next().unwrap_or_default();
    assert_eq!(names, "bob", "and neither ada nor the owner");
    natter.stop();
}

#[test]
fn an_invitation_that_is_made_twice_by_a_double_click_is_one_and_shows_its_link_both_times() {
    let (folder, natter, olive) = workspace();
    let form = format!("id={}&days=7&role=member&uses=1", Uuid::new_v4());
    let make = |natter: &Natter| natter.post("/workspace/invites", &olive.cookie(), &form);
    let first = make(&natter);
    let path = first.link("join");
    assert_eq!(make(&natter).link("join"), path);
    let mut database = Database::open(&natter.data);
    assert_eq!(database.count("invites"), 1);
    assert_eq!(database.count("audit WHERE action = 'Invite'"), 1);
    // Somebody else who sends the same form learns nothing.
    let [ada] = natter.members(["ada"]);
    natter.does(&olive, "/people/ada/role", "role=admin");
    let ada = natter.sign_in(&ada.handle, PASSWORD);
    let theirs = natter.post("/workspace/invites", &ada.cookie(), &form);
    assert_eq!(theirs.status, 409, "{theirs:?}");
    assert!(!theirs.whole_body().contains("/join/"));
    natter.stop();
    // The secret of which links are made is gone with the server.
    let natter = Natter::start(&folder, &["--rate-limits", "off"]);
    let late = make(&natter);
    assert_eq!(late.status, 409, "{late:?}");
    assert!(late.whole_body().contains("revoke it below"));
    assert!(joins(&natter, &path, "bob"));
    natter.stop();
}

#[test]
fn an_invitation_ends_with_its_time_and_is_then_told_from_others() {
    let (_folder, natter, olive) = workspace();
    let (path, _) = invite(&natter, &olive, "role=member");
    assert!(joins(&natter, &path, "ada"));
    Database::change(
        &natter.data,
        "UPDATE invites SET expires_at = expires_at - 7 * 24 * 3600 * 1000 - 1000",
    );
    let page = natter.get(&path);
    assert_eq!(page.status, 410);
    assert!(!page.whole_body().contains("Harbour"), "{page:?}");
    assert!(!joins(&natter, &path, "bob"));
    let list = natter
        .page(&olive.cookie(), "/workspace/invites")
        .whole_body();
    assert!(list.contains("expired "), "{list}");
    natter.stop();
}

#[test]
fn who_has_an_account_comes_by_an_invitation_into_its_rooms_and_is_listed_as_having_used_it() {
    let (_folder, natter, olive) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let room = natter.room(&olive, "Plans", "private");
    let fields = format!("role=guest&uses=2&room={}", room.id);
    let (path, _) = invite(&natter, &olive, &fields);
    let page = natter.page(&ada.cookie(), &path).whole_body();
    assert!(
        page.contains("Plans") && !page.contains("name=\"password\""),
        "{page}"
    );
    let settings = |who: &Person| {
        natter
            .page(&who.cookie(), &format!("/r/{}", room.slug))
            .status
    };
    assert_eq!(settings(&ada), 404);
    for _ in 0..2 {
        assert_eq!(natter.does(&ada, &path, ""), format!("/r/{}", room.slug));
    }
    assert_eq!(settings(&ada), 200);
    let card = natter.page(&olive.cookie(), "/people/ada").whole_body();
    assert!(card.contains("Member"), "her role stays");
    assert!(joins(&natter, &path, "eve"), "twice by her is one use");
    assert_eq!(natter.page(&bob.cookie(), &path).status, 410);
    let list = natter
        .page(&olive.cookie(), "/workspace/invites")
        .whole_body();
    let (_, used) = list.split_once("Used by").expect("who used it");
    let (used, _) = used.split_once("</ul>").expect("a list");
    assert!(
        used.contains("ada") && used.contains("eve") && !used.contains("bob"),
        "{used}"
    );
    natter.stop();
}

#[test]
fn long_lists_of_invitations_come_in_pages() {
    let (_folder, natter, olive) = workspace();
    let (path, _) = invite(&natter, &olive, "role=member");
    Database::change(
        &natter.data,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 130)
         INSERT INTO invites (id, code_hash, creator, role, uses_left, expires_at, created_at)
         SELECT randomblob(16), randomblob(32), creator, role, 1000 + i, expires_at, created_at - i
         FROM n, invites;
         INSERT INTO invite_uses (invite, member, at)
         SELECT invites.id, members.id, 1 FROM invites, members WHERE invites.uses_left IS NULL",
    );
    assert_eq!(natter.get(&path).status, 200);
    let count = |page: &str| {
        let list = natter.page(&olive.cookie(), page).whole_body();
        (
            list.matches("uses left").count(),
            list.contains("Older invitations"),
        )
    };
    assert_eq!(count("/workspace/invites"), (99, true));
    assert_eq!(count("/workspace/invites?after=100"), (31, false));
    natter.stop();
}

#[test]
fn who_has_an_account_and_fills_the_form_in_is_signed_in_and_led_to_the_room() {
    let (_folder, natter, olive) = workspace();
    let [ada] = natter.members(["ada"]);
    let room = natter.room(&olive, "Plans", "private");
    let (path, _) = invite(&natter, &olive, &format!("role=member&room={}", room.id));
    let form = |password: &str| {
        format!(
            "name=Ada&handle=ada&password={}",
            password.replace(' ', "+")
        )
    };
    let wrong = natter.post(&path, "", &form("another lamp that hums"));
    assert_eq!((wrong.status, wrong.header("set-cookie")), (409, None));
    let signed = natter.post(&path, "", &form(PASSWORD));
    assert_eq!(signed.status, 303, "{signed:?}");
    let leads = format!("/r/{}", room.slug);
    assert_eq!(signed.header("location"), Some(&*leads));
    assert_eq!(natter.page(&ada.cookie(), &leads).status, 200);
    natter.stop();
}
