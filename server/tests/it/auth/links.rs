//! Links that work once: a new password, and signing in on another device.

use crate::support::{
    Natter, Response,
    database::Database,
    people::{PASSWORD, Person, add_passkey},
};

fn start() -> (tempfile::TempDir, Natter, Person, Person) {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--rate-limits", "off"]);
    let owner = natter.set_up();
    let [ada] = natter.members(["ada"]);
    (folder, natter, owner, ada)
}

#[test]
fn a_link_for_a_new_password_gives_one_and_is_used_up() {
    let (_folder, natter, olive, _ada) = start();
    let made = natter.post("/people/ada/reset-link", &olive.cookie(), "");
    let path = made.link("reset");
    let form = natter.get(&path);
    assert_eq!(form.status, 200);
    assert!(form.whole_body().contains("@ada at The Harbour"));
    let common = natter.post(&path, "", "password=password");
    assert_eq!(common.status, 422, "{common:?}");
    let taken = natter.post(&path, "", "password=another+lamp+that+hums");
    assert_eq!((taken.status, taken.header("location")), (303, Some("/")));
    assert_eq!(natter.page(&taken.cookie(), "/").status, 200);
    natter.sign_in("ada", "another lamp that hums");
    assert_eq!(natter.get(&path).status, 410);
    let again = elsewhere(&natter, &path, "password=a+third+lamp+that+hums");
    assert_eq!((again.status, again.header("set-cookie")), (410, None));
    natter.stop();
}

/// Posts a form as another browser does.
fn elsewhere(natter: &Natter, path: &str, form: &str) -> Response {
    let headers = [
        ("User-Agent", "Mozilla/5.0 (X11; Linux) Firefox/140.0"),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ];
    natter.request("POST", path, &headers, form.as_bytes())
}

#[test]
fn a_link_that_is_pressed_twice_opens_one_session_for_that_browser_alone() {
    let (_folder, natter, olive, ada) = start();
    let form = format!("password={}", PASSWORD.replace(' ', "+"));
    let device = natter
        .post("/settings/phone", &ada.cookie(), &form)
        .link("link");
    let reset = natter
        .post("/people/ada/reset-link", &olive.cookie(), "")
        .link("reset");
    for (path, form) in [
        (device, String::new()),
        (reset, "password=another+lamp+that+hums".to_owned()),
    ] {
        let first = natter.post(&path, "", &form);
        let second = natter.post(&path, "", &form);
        assert_eq!((first.status, second.status), (303, 303), "{path}");
        assert_eq!(first.cookie(), second.cookie());
        assert_eq!(natter.page(&second.cookie(), "/settings").status, 200);
        let other = elsewhere(&natter, &path, &form);
        assert_eq!((other.status, other.header("set-cookie")), (410, None));
    }
    natter.stop();
}

#[test]
fn after_a_reset_the_passkeys_that_sign_in_too_are_shown() {
    let (_folder, natter, olive, ada) = start();
    add_passkey(&natter, &ada.cookie(), 1);
    let path = natter
        .post("/people/ada/reset-link", &olive.cookie(), "")
        .link("reset");
    let taken = natter.post(&path, "", "password=another+lamp+that+hums");
    assert_eq!(
        taken.header("location"),
        Some("/settings/passkeys?done=reset")
    );
    let page = natter.page(&taken.cookie(), "/settings/passkeys?done=reset");
    assert!(
        page.whole_body()
            .contains("remove any that you do not recognise")
    );
    natter.stop();
}

#[test]
fn a_link_for_another_device_signs_it_in_and_is_used_up() {
    let (_folder, natter, _olive, ada) = start();
    let form = format!("password={}", PASSWORD.replace(' ', "+"));
    let made = natter.post("/settings/phone", &ada.cookie(), &form);
    let path = made.link("link");
    assert!(natter.get(&path).whole_body().contains("Sign in as ada"));
    let signed = natter.post(&path, "", "");
    assert_eq!((signed.status, signed.header("location")), (303, Some("/")));
    assert_eq!(natter.page(&signed.cookie(), "/").status, 200);
    assert_eq!(natter.get(&path).status, 410);
    let again = elsewhere(&natter, &path, "");
    assert_eq!((again.status, again.header("set-cookie")), (410, None));
    natter.stop();
}

#[test]
fn a_link_of_the_other_kind_or_of_none_does_not_work() {
    let (_folder, natter, olive, _ada) = start();
    let made = natter.post("/people/ada/reset-link", &olive.cookie(), "");
    let path = made.link("reset");
    let other = path.replace("/reset/", "/link/");
    let never = format!("/reset/{}", "0".repeat(32));
    for path in [&*other, &never, "/reset/x", "/link/x"] {
        assert_eq!(natter.get(path).status, 410, "{path}");
        let used = natter.post(path, "", "password=another+lamp+that+hums");
        assert_eq!((used.status, used.header("set-cookie")), (410, None));
    }
    assert_eq!(natter.get(&path).status, 200, "it works still");
    natter.stop();
}

#[test]
fn links_end_with_what_they_were_made_for() {
    let (_folder, natter, olive, ada) = start();
    let form = format!("password={}", PASSWORD.replace(' ', "+"));
    let reset_link = || {
        let made = natter.post("/people/ada/reset-link", &olive.cookie(), "");
        made.link("reset")
    };
    let path = reset_link();
    assert_eq!(natter.get(&path).status, 200);
    natter.does(&olive, "/people/ada/role", "role=admin");
    assert_eq!(
        natter.get(&path).status,
        410,
        "an admin is helped by owners"
    );
    let path = reset_link();
    let ada = natter.sign_in(&ada.handle, PASSWORD);
    let device = natter
        .post("/settings/phone", &ada.cookie(), &form)
        .link("link");
    assert_eq!(natter.get(&device).status, 200);
    natter.does(&olive, "/people/ada/end-sessions", "");
    assert_eq!(natter.get(&device).status, 410);
    assert_eq!(natter.get(&path).status, 410);
    natter.stop();
}

#[test]
fn a_link_for_another_device_works_for_five_minutes_and_one_for_a_password_for_a_day() {
    const MINUTE: i64 = 60 * 1000;
    let (_folder, natter, olive, ada) = start();
    let form = format!("password={}", PASSWORD.replace(' ', "+"));
    let device = natter
        .post("/settings/phone", &ada.cookie(), &form)
        .link("link");
    let reset = natter
        .post("/people/ada/reset-link", &olive.cookie(), "")
        .link("reset");
    let pass = |minutes: i64| {
        let later = minutes * MINUTE;
        let statement = format!("UPDATE one_time_links SET expires_at = expires_at - {later}");
        Database::change(&natter.data, &statement);
    };
    pass(4);
    assert_eq!(natter.get(&device).status, 200);
    pass(1);
    assert_eq!(natter.get(&device).status, 410);
    let used = natter.post(&device, "", "");
    assert_eq!((used.status, used.header("set-cookie")), (410, None));
    pass(23 * 60 + 50);
    assert_eq!(natter.get(&reset).status, 200);
    pass(5);
    assert_eq!(natter.get(&reset).status, 410);
    let used = natter.post(&reset, "", "password=another+lamp+that+hums");
    assert_eq!((used.status, used.header("set-cookie")), (410, None));
    natter.stop();
}

#[test]
fn links_lead_where_the_browser_has_found_the_server() {
    let (_folder, natter, olive, _ada) = start();
    let made = |headers: &[(&str, &str)]| {
        let form = [("Content-Type", "application/x-www-form-urlencoded")];
        let cookie = olive.cookie();
        let headers = [headers, &form, &[("Cookie", &cookie)]].concat();
        let page = natter.request("POST", "/people/ada/reset-link", &headers, b"");
        assert_eq!(page.status, 200, "{page:?}");
        page.whole_body()
    };
    let near = ("Host", "192.0.2.7:3000");
    let page = made(&[near, ("Origin", "http://192.0.2.7:3000")]);
    assert!(page.contains("http://192.0.2.7:3000/reset/"));
    let page = made(&[near, ("Origin", "https://192.0.2.7:3000")]);
    assert!(page.contains("https://192.0.2.7:3000/reset/"));
    natter.stop();
}

/// What an admin loses, and by what form of the owner's.
const WAYS_TO_LOSE_IT: [(&str, &str, &str); 4] = [
    ("demoted", "role", "role=member"),
    ("deactivated", "deactivate", ""),
    ("banned", "ban", "reason=rude&days=7"),
    ("signed out by the owner", "end-sessions", ""),
];

#[test]
fn a_link_for_a_new_password_is_no_better_than_its_makers_right_when_it_is_used() {
    for (what, form, fields) in WAYS_TO_LOSE_IT {
        let (_folder, natter, olive, ada) = start();
        let [eve] = natter.members(["eve"]);
        natter.does(&olive, "/people/eve/role", "role=admin");
        let path = natter
            .post("/people/ada/reset-link", &eve.cookie(), "")
            .link("reset");
        assert_eq!(natter.get(&path).status, 200, "{what}");
        natter.does(&olive, &format!("/people/eve/{form}"), fields);
        assert_eq!(natter.get(&path).status, 410, "{what}");
        let used = natter.post(&path, "", "password=another+lamp+that+hums");
        assert_eq!(
            (used.status, used.header("set-cookie")),
            (410, None),
            "{what}"
        );
        assert_eq!(
            natter.page(&ada.cookie(), "/settings").status,
            200,
            "{what}"
        );
        natter.sign_in("ada", PASSWORD);
        natter.stop();
    }
}

#[test]
fn the_table_is_asked_again_for_a_link_whatever_became_of_its_rows() {
    // Past the server, as a change that forgets the links would do it.
    for (what, statement) in [
        (
            "role",
            "UPDATE members SET role = 'member' WHERE handle = 'eve'",
        ),
        (
            "account_status",
            "UPDATE members SET account_status = 'deactivated' WHERE handle = 'eve'",
        ),
        (
            "ban",
            "UPDATE members SET banned_until = 9223372036854775807 WHERE handle = 'eve'",
        ),
        (
            "the other's role",
            "UPDATE members SET role = 'owner' WHERE handle = 'ada'",
        ),
    ] {
        let (_folder, natter, olive, _ada) = start();
        let [eve] = natter.members(["eve"]);
        natter.does(&olive, "/people/eve/role", "role=admin");
        let path = natter
            .post("/people/ada/reset-link", &eve.cookie(), "")
            .link("reset");
        Database::change(&natter.data, statement);
        assert_eq!(natter.get(&path).status, 410, "{what}");
        let used = natter.post(&path, "", "password=another+lamp+that+hums");
        assert_eq!(
            (used.status, used.header("set-cookie")),
            (410, None),
            "{what}"
        );
        natter.stop();
    }
}

#[test]
fn a_maker_who_only_signed_out_may_still_help() {
    let (_folder, natter, olive, _ada) = start();
    let path = natter
        .post("/people/ada/reset-link", &olive.cookie(), "")
        .link("reset");
    natter.post("/sign-out", &olive.cookie(), "");
    let taken = natter.post(&path, "", "password=another+lamp+that+hums");
    assert_eq!(taken.status, 303, "{taken:?}");
    natter.stop();
}

#[test]
fn a_link_for_another_device_ends_with_the_session_that_made_it() {
    let (_folder, natter, _olive, ada) = start();
    let form = format!("password={}", PASSWORD.replace(' ', "+"));
    let path = natter
        .post("/settings/phone", &ada.cookie(), &form)
        .link("link");
    natter.post("/sign-out", &ada.cookie(), "");
    assert_eq!(natter.get(&path).status, 410);
    let used = natter.post(&path, "", "");
    assert_eq!((used.status, used.header("set-cookie")), (410, None));
    natter.stop();
}

#[test]
fn who_is_banned_gets_no_session_by_a_link_and_may_use_it_later() {
    let (_folder, natter, olive, _ada) = start();
    natter.does(&olive, "/people/ada/ban", "reason=rude&days=7");
    let path = natter
        .post("/people/ada/reset-link", &olive.cookie(), "")
        .link("reset");
    let used = natter.post(&path, "", "password=another+lamp+that+hums");
    assert_eq!((used.status, used.header("set-cookie")), (403, None));
    natter.does(&olive, "/people/ada/unban", "");
    let used = natter.post(&path, "", "password=another+lamp+that+hums");
    assert_eq!(used.status, 303, "{used:?}");
    natter.stop();
}

#[test]
fn a_person_sees_who_made_a_link_for_their_password() {
    let (_folder, natter, olive, ada) = start();
    let page = |cookie: &str| natter.page(cookie, "/settings/sessions").whole_body();
    assert!(!page(&ada.cookie()).contains("security activity"));
    let path = natter
        .post("/people/ada/reset-link", &olive.cookie(), "")
        .link("reset");
    let created = "Olive (@olive) created a password reset link for your account.";
    assert!(page(&ada.cookie()).contains(created));
    assert!(!page(&olive.cookie()).contains(created), "nobody else does");
    let taken = natter.post(&path, "", "password=another+lamp+that+hums");
    let after = page(&taken.cookie());
    assert!(after.contains("with the reset link that Olive (@olive) created"));
    natter.stop();
}

#[test]
fn a_person_is_told_of_a_link_for_their_password_as_they_sign_in_and_once() {
    let (_folder, natter, olive, _ada) = start();
    let sign_in = |next: &str| {
        let password = PASSWORD.replace(' ', "+");
        let form = format!("handle=ada&password={password}&next={next}");
        natter.post("/sign-in", "", &form)
    };
    assert_eq!(sign_in("/r/lobby").header("location"), Some("/r/lobby"));
    let made = natter.post("/people/ada/reset-link", &olive.cookie(), "");
    assert_eq!(made.status, 200);
    let told = sign_in("/r/lobby");
    assert_eq!(
        told.header("location"),
        Some("/settings/sessions?done=news")
    );
    let page = natter.page(&told.cookie(), "/settings/sessions?done=news");
    assert!(
        page.whole_body()
            .contains("security activity on your account")
    );
    assert_eq!(sign_in("/r/lobby").header("location"), Some("/r/lobby"));
    natter.stop();
}

#[test]
fn making_links_for_passwords_is_limited() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &[]);
    let owner = natter.set_up();
    natter.members(["ada"]);
    let refused = (0..60).find_map(|_| {
        let made = natter.post("/people/ada/reset-link", &owner.cookie(), "");
        (made.status != 200).then_some(made.status)
    });
    assert_eq!(refused, Some(429));
    natter.stop();
}
