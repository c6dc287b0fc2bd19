//! What somebody has of their own: profile, data, the browser's session, and an account's end.

use std::io::{Cursor, Read};

use crate::support::{
    Natter, Response,
    database::Database,
    people::{PASSWORD, Person, add_passkey, admin, me, send, told},
    rooms::{Speaker, workspace},
};
use serde_json::{Value, json};

fn registration(handle: &str) -> String {
    format!(
        "name={handle}&handle={handle}&password={}&email={handle}@example.org&time_zone=Europe/Oslo",
        PASSWORD.replace(' ', "+")
    )
}

fn shows(natter: &Natter, who: &Person, path: &str, words: &str) -> bool {
    natter
        .page(&who.cookie(), path)
        .whole_body()
        .contains(words)
}

#[test]
fn a_profile_is_kept_whole_and_its_card_shows_it() {
    let (_folder, natter, olive) = workspace();
    let [ada] = natter.members(["ada"]);
    let form = "name=Ada+L.&pronouns=she/her&bio=Looms.%0AAnd+engines.&email=ada@example.org\
                &time_zone=Europe/London&colour=3";
    natter.does(&ada, "/settings/profile", form);
    for words in ["Ada L.", "she/her", "Looms.", "Europe/London"] {
        assert!(shows(&natter, &olive, "/people/ada", words), "{words}");
    }
    assert!(shows(&natter, &ada, "/settings", "ada@example.org"));
    assert!(!shows(&natter, &olive, "/people/ada", "ada@example.org"));
    let (_, welcome) = natter.listen(&ada);
    assert_eq!(welcome["me"]["colour"], 3);
    for (field, wrong) in [
        ("email", "nowhere"),
        ("time_zone", "a+b"),
        ("name", ""),
        ("pronouns", &"x".repeat(200)),
    ] {
        let form = format!("name=Eve&{field}={wrong}");
        let refused = natter.post("/settings/profile", &ada.cookie(), &form);
        assert_eq!(refused.status, 422, "{field}: {refused:?}");
    }
    assert!(shows(&natter, &olive, "/people/ada", "Ada L."));
    natter.stop();
}

#[test]
fn where_signing_up_is_open_anybody_becomes_a_member_and_else_nobody() {
    let (_folder, natter, olive) = workspace();
    for joining in ["invite", "domains&domains=example.org"] {
        let form = format!("workspace=The+Harbour&joining={joining}");
        natter.does(&olive, "/workspace/settings", &form);
        assert_eq!(natter.get("/sign-up").status, 404, "{joining}");
        assert_eq!(
            natter.post("/sign-up", "", &registration("eve")).status,
            404
        );
    }
    assert!(shows(&natter, &olive, "/workspace/settings", "example.org"));
    natter.does(
        &olive,
        "/workspace/settings",
        "workspace=The+Harbour&joining=open",
    );
    assert!(natter.get("/sign-in").whole_body().contains("/sign-up"));
    let made = natter.post("/sign-up", "", &registration("eve"));
    assert_eq!(made.status, 303, "{made:?}");
    let eve = natter.sign_in("eve", PASSWORD);
    assert!(shows(&natter, &eve, "/settings", "eve@example.org"));
    assert!(shows(&natter, &eve, "/people/eve", "Europe/Oslo"));
    assert!(shows(&natter, &olive, "/people/eve", "Member"));
    natter.stop();
}

#[test]
fn nothing_of_the_workspace_is_shown_to_strangers_where_nobody_comes_in_by_themselves() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--rate-limits", "off"]);
    let olive = natter.set_up_with("");
    natter.room(&olive, "Boathouse", "public");
    let paths = [
        "/",
        "/sign-in",
        "/sign-up",
        "/setup",
        "/rooms",
        "/r/lobby",
        "/r/boathouse",
        "/people/olive",
        "/workspace/people",
        "/settings",
        "/join/00000000000000000000000000000000",
        "/reset/00000000000000000000000000000000",
        "/link/00000000000000000000000000000000",
        "/no-such-page",
    ];
    for path in paths {
        let page = natter.get(path);
        let said = format!("{page:?} {}", page.whole_body()).to_lowercase();
        for word in ["harbour", "olive", "boathouse"] {
            let is_asked_for = path.contains(word);
            assert!(is_asked_for || !said.contains(word), "{path}: {word}");
        }
    }
    assert_eq!(natter.post("/visit", "", "").status, 403);
    natter.does(
        &olive,
        "/workspace/settings",
        "workspace=The+Harbour&joining=open",
    );
    assert!(natter.get("/sign-in").whole_body().contains("The Harbour"));
    natter.stop();
}

/// Whether the session of a cookie lives.
fn lives(natter: &Natter, cookie: &str) -> bool {
    natter.page(cookie, "/settings/sessions").status == 200
}

#[test]
fn every_way_to_sign_in_ends_the_browsers_earlier_session() {
    let (_folder, natter, olive) = workspace();
    let [ada] = natter.members(["ada"]);
    let password = PASSWORD.replace(' ', "+");
    let mine = format!("password={password}");
    let device = natter.post("/settings/phone", &ada.cookie(), &mine);
    let reset = natter.post("/people/ada/reset-link", &olive.cookie(), "");
    let invite = natter.invite(&[]);
    natter.does(
        &olive,
        "/workspace/settings",
        "workspace=The+Harbour&joining=open&open_lobby=on",
    );
    for (path, form) in [
        (device.link("link"), String::new()),
        (
            reset.link("reset"),
            "password=another+lamp+that+hums".into(),
        ),
        (format!("/join/{invite}"), registration("bob")),
        ("/sign-up".into(), registration("eve")),
        (
            "/sign-in".into(),
            format!("handle=olive&password={password}"),
        ),
    ] {
        let before = natter.cookie();
        assert_eq!(natter.page(&before, "/r/lobby").status, 200);
        let signed = natter.post(&path, &before, &form);
        assert_eq!(signed.status, 303, "{path}: {signed:?}");
        assert_ne!(natter.page(&before, "/r/lobby").status, 200, "{path}");
        assert!(lives(&natter, &signed.cookie()), "{path}");
    }
    natter.stop();
}

/// The files of a zip, as JSON.
fn unpacked(response: &Response) -> std::collections::BTreeMap<String, Value> {
    let mut zip =
        zip::ZipArchive::new(Cursor::new(response.whole_bytes().expect("whole"))).expect("a zip");
    let names: Vec<String> = zip.file_names().map(str::to_owned).collect();
    let read = names.into_iter().map(|name| {
        let mut text = String::new();
        let mut file = zip.by_name(&name).expect("a file");
        file.read_to_string(&mut text).expect("reads");
        (name, serde_json::from_str(&text).expect("JSON"))
    });
    read.collect()
}

#[test]
fn ones_data_is_all_that_is_kept_of_oneself_and_nothing_of_others() {
    let (_folder, natter, olive) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let form = "name=Ada&email=ada@example.org&bio=Looms.";
    natter.does(&ada, "/settings/profile", form);
    let plans = natter.room(&ada, "Plans", "private");
    natter.does(&ada, "/r/lobby/preferences", "muted=on&level=mentions");
    natter.does(&ada, "/people/bob/ignore", "");
    add_passkey(&natter, &ada.cookie(), 1);
    let (mut socket, _) = natter.listen(&ada);
    assert!(socket.ask(&send(&plans.id, "our secret"))["ok"].is_object());
    Speaker::in_the_lobby(&natter, &ada).say("good morning");
    Speaker::in_the_lobby(&natter, &bob).say("what bob says");
    let poll = "client_id=client-poll&question=Tea%3F&option=Yes&option=No";
    natter.does(&ada, "/r/lobby/poll", poll);

    let answer = natter.post("/settings/data/export", &ada.cookie(), "");
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/zip"));
    let files = unpacked(&answer);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "drafts.json",
            "ignored.json",
            "messages.json",
            "passkeys.json",
            "profile.json",
            "reminders.json",
            "rooms.json",
            "saved.json",
            "scheduled.json",
            "security.json",
            "sessions.json"
        ]
    );
    assert_eq!(files["profile.json"]["email"], "ada@example.org");
    assert_eq!(files["profile.json"]["handle"], "ada");
    let bodies: Vec<_> = files["messages.json"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| (one["room"].clone(), one["body"].clone()))
        .collect();
    assert_eq!(
        bodies,
        [
            (json!(plans.slug), json!("our secret")),
            (json!("lobby"), json!("good morning")),
            (json!("lobby"), json!("Tea?"))
        ]
    );
    assert_eq!(
        files["messages.json"][2]["poll_answers"],
        json!(["Yes", "No"])
    );
    let bob_id = me(&natter.listen(&bob).1);
    assert_eq!(files["ignored.json"], json!([{"id": bob_id}]));
    assert_eq!(files["passkeys.json"][0]["name"], "A device");
    assert_eq!(files["sessions.json"].as_array().map(Vec::len), Some(1));
    let lobby = files["rooms.json"]
        .as_array()
        .and_then(|rooms| rooms.iter().find(|room| room["address"] == "lobby"));
    assert_eq!(lobby.expect("the lobby")["preference"]["muted"], true);
    let all = serde_json::to_string(&files).expect("JSON");
    assert!(
        !all.contains("what bob says") && !all.contains("argon2"),
        "{all}"
    );
    let theirs = unpacked(&natter.post("/settings/data/export", &olive.cookie(), ""));
    assert!(!format!("{theirs:?}").contains("our secret"));
    natter.stop();
}

#[test]
fn a_deleted_account_leaves_its_messages_and_nothing_else() {
    let (_folder, natter, olive) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    natter.does(
        &ada,
        "/settings/profile",
        "name=Ada&email=ada@example.org&bio=Looms.",
    );
    natter.does(&ada, "/people/bob/ignore", "");
    natter.does(&bob, "/people/ada/ignore", "");
    natter.does(&ada, "/r/lobby/preferences", "muted=on&level=mentions");
    natter.does(
        &olive,
        "/people/ada/ban",
        "reason=a+mistake&days=1&addresses=on",
    );
    natter.does(&olive, "/people/ada/unban", "");
    let ada = natter.sign_in("ada", PASSWORD);
    let id = me(&natter.listen(&ada).1);
    add_passkey(&natter, &ada.cookie(), 1);
    Speaker::in_the_lobby(&natter, &ada).say("good morning");
    let mine = format!("password={}", PASSWORD.replace(' ', "+"));
    assert_eq!(
        natter.post("/settings/phone", &ada.cookie(), &mine).status,
        200
    );

    let wrong = natter.post(
        "/settings/data/delete",
        &ada.cookie(),
        "confirm=ada&password=x",
    );
    assert_eq!(wrong.status, 403, "{wrong:?}");
    natter.does(
        &ada,
        "/settings/data/delete",
        &format!("confirm=ada&{mine}"),
    );
    assert!(!lives(&natter, &ada.cookie()));
    let again = natter.post("/sign-in", "", &format!("handle=ada&{mine}"));
    assert_eq!(again.status, 401, "{again:?}");
    let page = natter.page(&olive.cookie(), "/r/lobby").whole_body();
    assert!(page.contains("good morning") && page.contains("Deleted user"));
    for path in ["/people/ada", &format!("/people/{id}")] {
        assert_eq!(natter.page(&olive.cookie(), path).status, 404, "{path}");
    }
    let mut database = Database::open(&natter.data);
    let blob = format!("x'{}'", id.replace('-', ""));
    for table in [
        "sessions",
        "passkeys",
        "preferences",
        "one_time_links",
        "bans",
        "ignored",
    ] {
        let of_hers = database.count(&format!("{table} WHERE member = {blob}"));
        assert_eq!(of_hers, 0, "{table}");
    }
    assert_eq!(database.count(&format!("ignored WHERE whom = {blob}")), 0);
    let row = database.list(&format!(
        "SELECT name || COALESCE(handle, '') || COALESCE(password, '') || COALESCE(email, '') || bio
         FROM members WHERE id = {blob}"
    ));
    assert_eq!(row, ["Deleted user"]);
    // The handle is free again.
    let [_ada] = natter.members(["ada"]);
    natter.stop();
}

#[test]
fn a_deactivated_account_is_shown_as_former_and_is_not_counted() {
    let (_folder, natter, olive) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let plans = natter.room(&ada, "Plans", "public");
    natter.does(&bob, "/r/plans/join", "");
    let (mut socket, _) = natter.listen(&bob);
    assert!(socket.ask(&send(&plans.id, "good morning"))["ok"].is_object());
    assert!(shows(&natter, &ada, "/rooms?q=plans", "2 people"));
    natter.does(&olive, "/people/bob/deactivate", "");
    assert!(shows(&natter, &ada, "/r/plans", "bob (deactivated)"));
    assert!(shows(&natter, &ada, "/rooms?q=plans", "1 person"));
    natter.does(&olive, "/people/bob/reactivate", "");
    assert!(!shows(&natter, &ada, "/r/plans", "(deactivated)"));
    assert!(shows(&natter, &ada, "/rooms?q=plans", "2 people"));
    natter.stop();
}

#[test]
fn whose_account_was_made_at_the_command_line_is_offered_a_passkey_once() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--rate-limits", "off"]);
    told(&admin(&natter.data, &["create-owner", "olive"], PASSWORD));
    let form = format!("handle=olive&password={}", PASSWORD.replace(' ', "+"));
    let leads = |next: &str| {
        let origin = format!("http://localhost:{}", natter.address.port());
        let headers = [
            ("Host", origin.trim_start_matches("http://")),
            ("Origin", &origin),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ];
        let form = format!("{form}{next}");
        let signed = natter.request("POST", "/sign-in", &headers, form.as_bytes());
        assert_eq!(signed.status, 303, "{signed:?}");
        signed.header("location").unwrap_or_default().to_owned()
    };
    assert_eq!(leads(""), "/settings/passkeys?done=first");
    assert_eq!(leads(""), "/");
    natter.stop();
}
