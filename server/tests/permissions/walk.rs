//! All addresses and events of a running server, tried as everybody. One that is new has to be on
//! the page, and needs a form here.

use protocol::Posting;
use serde_json::{Value, json};
use server::{domain::authorise::Action, http, realtime};
use tempfile::TempDir;
use uuid::Uuid;

use super::{
    support::{Natter, Response, people::PASSWORD, socket::Socket},
    table::{Answer, Table, WhomCase},
    town::{HIDDEN, SomeRoom, Somebody, Town, open, settle},
};

/// Rooms that are asked about: one of each kind, and one that is archived.
const ROOMS: [&str; 4] = ["lobby", "public", "private", "archived-private"];

/// People who are asked about.
const WHOM: [&str; 3] = ["member-out", "admin-in", "guest-of-private"];

/// People who may not know of the private rooms.
const OUTSIDERS: [&str; 6] = [
    "visitor",
    "guest-out",
    "member-out",
    "removed",
    "admin-out",
    "owner-out",
];

/// An invitation that is made and taken back.
const INVITE: &str = "7f1b1c3e-9d0a-4c57-8f8e-0c7a3b1d2e4f";

/// Takes what a passkey's device made, which nobody can make up. So nothing is changed by it here.
const WITH_A_DEVICE: &str = "/passkeys/register/finish";

/// What a request is about.
#[derive(Clone, Copy)]
enum About<'t> {
    Place,
    Room(&'t SomeRoom),
    Person(&'t Somebody),
}

/// A running server with all sorts of people and rooms.
fn serve() -> (TempDir, Natter, Town) {
    let folder = tempfile::tempdir().expect("folder");
    let runtime = tokio::runtime::Runtime::new().expect("starts");
    let town = runtime.block_on(async {
        let store = open(&folder.path().join("data")).await;
        let town = settle(&store).await;
        store.close().await;
        town
    });
    let natter = Natter::start(&folder, &["--rate-limits", "off"]);
    (folder, natter, town)
}

/// Addresses that ask everybody in; what they are for depends on more than the table.
fn is_for_anybody(table: &Table, route: &http::Route) -> bool {
    let is_about_place =
        |one: &&Action| !table.is_about_people(**one) && !table.is_about_rooms(**one);
    let mut actions = route.needs.iter().filter(is_about_place);
    actions.any(|action| table.place(*action, "nobody") == Answer::Yes)
}

/// All that an address can be about.
fn abouts<'t>(route: &http::Route, town: &'t Town) -> Vec<About<'t>> {
    if route.path.contains("{slug}") {
        let talks = town
            .rooms
            .iter()
            .filter(|room| matches!(room.case.kind, "direct" | "group"));
        let named = ROOMS.iter().map(|slug| town.room(slug));
        named.chain(talks).map(About::Room).collect()
    } else if route.path.contains("{handle}") || route.path == "/direct" {
        WHOM.iter()
            .map(|name| About::Person(town.person(name)))
            .collect()
    } else {
        vec![About::Place]
    }
}

fn path(route: &http::Route, about: About<'_>) -> String {
    match about {
        About::Place => route.path.to_owned(),
        About::Room(room) => route.path.replace("{slug}", &room.slug),
        About::Person(whom) => route.path.replace("{handle}", whom.name),
    }
}

/// A form that is filled in well, so that nothing but a lack of permission stands in its way.
fn form(town: &Town, path: &str, about: About<'_>, by: &str) -> String {
    let id = |name: &str| town.person(name).id;
    let room = match about {
        About::Room(room) => Some(room),
        About::Place | About::Person(_) => None,
    };
    let new = Uuid::new_v4();
    match path {
        "/r/{slug}/messages" => format!("client_id={new}&body=Hello"),
        "/r/{slug}/preferences" => "muted=on&level=mentions".into(),
        "/r/{slug}/edit" => format!("name={}", room.expect("a room").name),
        "/r/{slug}/posting" => match room.expect("a room").case.posting {
            Posting::All => "posting=all".into(),
            Posting::Admins => "posting=admins".into(),
        },
        "/r/{slug}/kind" => match room.expect("a room").case.kind {
            "public" => "kind=public".into(),
            _ => "kind=private".into(),
        },
        "/r/{slug}/add" => "person=member-out".into(),
        "/r/{slug}/remove" => format!("person={}", id("guest-in")),
        "/r/{slug}/place" => format!("person={}&place=participant", id("member-in")),
        "/r/{slug}/delete" => format!("confirm={}", room.expect("a room").name),
        "/people/{handle}/role" => "role=member".into(),
        "/people/{handle}/ban" => "reason=a+test&days=1".into(),
        "/direct" => match about {
            About::Person(whom) => format!("person={}", whom.id),
            About::Place | About::Room(_) => panic!("talks with somebody"),
        },
        "/rooms" => format!("id={new}&name=New&kind=public"),
        "/name" | "/settings/profile" => format!("name={by}"),
        "/settings/password" => format!("old={PASSWORD}&new=another+lamp+that+hums"),
        "/settings/sessions/end" => format!("session={new}"),
        "/settings/phone" => format!("password={PASSWORD}"),
        "/settings/data/delete" => format!("confirm={by}&password={PASSWORD}"),
        "/settings/passkeys/remove" => "passkey=00".into(),
        "/admin/invites" => format!("id={INVITE}&role=member&uses=&days=7"),
        "/admin/invites/revoke" => format!("invite={INVITE}"),
        "/admin/instance" => "place=The+Town&joining=invite&open_lobby=on".into(),
        // These ask for nothing.
        "/r/{slug}/join"
        | "/r/{slug}/leave"
        | "/r/{slug}/archive"
        | "/r/{slug}/unarchive"
        | "/people/{handle}/ignore"
        | "/people/{handle}/unignore"
        | "/people/{handle}/reset-link"
        | "/people/{handle}/end-sessions"
        | "/people/{handle}/deactivate"
        | "/people/{handle}/reactivate"
        | "/people/{handle}/unban"
        | "/settings/sessions/end-others"
        | "/settings/data/export"
        | "/passkeys/register/start"
        | WITH_A_DEVICE => String::new(),
        new => panic!("{new} is new: give it a form here, and somebody in DOERS"),
    }
    .replace(' ', "+")
}

/// For each address that changes something somebody who may, and with what: their forms must be
/// taken, or the refusals of others would prove nothing.
const DOERS: [(&str, &str, &str); 37] = [
    ("/rooms", "member-in", ""),
    ("/direct", "member-in", "member-out"),
    ("/r/{slug}/messages", "member-in", "private"),
    ("/r/{slug}/join", "member-out", "public"),
    ("/r/{slug}/preferences", "guest-in", "private"),
    ("/r/{slug}/edit", "keeper", "private"),
    ("/r/{slug}/posting", "keeper", "private"),
    ("/r/{slug}/kind", "keeper", "private"),
    ("/r/{slug}/add", "member-in", "private"),
    ("/r/{slug}/place", "owner-in", "private"),
    ("/r/{slug}/remove", "admin-out", "public"),
    ("/r/{slug}/leave", "guest-in", "private"),
    ("/r/{slug}/archive", "admin-in", "private"),
    ("/r/{slug}/unarchive", "admin-in", "private"),
    ("/r/{slug}/delete", "owner-out", "public"),
    ("/people/{handle}/ignore", "guest-in", "admin-in"),
    ("/people/{handle}/unignore", "guest-in", "admin-in"),
    ("/people/{handle}/role", "admin-in", "member-out"),
    ("/people/{handle}/reset-link", "admin-in", "member-out"),
    ("/people/{handle}/end-sessions", "admin-in", "member-out"),
    ("/people/{handle}/ban", "admin-in", "member-out"),
    ("/people/{handle}/unban", "admin-in", "member-out"),
    ("/people/{handle}/deactivate", "admin-in", "member-out"),
    ("/people/{handle}/reactivate", "admin-in", "member-out"),
    ("/name", "visitor", ""),
    ("/settings/profile", "guest-in", ""),
    ("/settings/password", "guest-in", ""),
    ("/settings/sessions/end", "guest-in", ""),
    ("/settings/sessions/end-others", "guest-in", ""),
    ("/settings/passkeys/remove", "guest-in", ""),
    ("/passkeys/register/start", "guest-in", ""),
    ("/settings/phone", "member-in", ""),
    ("/settings/data/export", "guest-in", ""),
    ("/settings/data/delete", "removed", ""),
    ("/admin/invites", "admin-in", ""),
    ("/admin/invites/revoke", "admin-in", ""),
    ("/admin/instance", "admin-in", ""),
];

/// What the page says to somebody who asks for it there.
fn says(
    table: &Table,
    town: &Town,
    route: &http::Route,
    who: Option<&Somebody>,
    about: About<'_>,
) -> Answer {
    let says = |action: &Action| {
        let oneself = |who: &Somebody| WhomCase {
            role: who.role,
            is_oneself: true,
            is_last_owner: false,
            becomes: None,
        };
        match (about, who) {
            (About::Room(room), who) => {
                let column = who.map_or("nobody", |who| who.column(room));
                table.room(*action, room.case, column)
            }
            (About::Person(whom), who) => {
                let becomes = (*action == Action::ChangeRole).then_some(protocol::Role::Member);
                let case = WhomCase {
                    role: whom.role,
                    is_oneself: who.is_some_and(|who| who.id == whom.id),
                    is_last_owner: false,
                    becomes,
                };
                let column = who.map_or("nobody", |who| who.person_column(whom, town));
                table.person(*action, case, column)
            }
            (About::Place, Some(who)) if table.is_about_people(*action) => {
                table.person(*action, oneself(who), who.person_column(who, town))
            }
            (About::Place, None) if table.is_about_people(*action) => {
                table.person(*action, oneself(town.person("member-in")), "nobody")
            }
            (About::Place, who) => {
                table.place(*action, who.map_or("nobody", Somebody::place_column))
            }
        }
    };
    let answers: Vec<_> = route.needs.iter().map(says).collect();
    if answers.contains(&Answer::Yes) {
        Answer::Yes
    } else {
        answers[0]
    }
}

fn ask(natter: &Natter, who: Option<&Somebody>, method: &str, path: &str, form: &str) -> Response {
    let cookie = who.map(Somebody::cookie).unwrap_or_default();
    if method == "GET" {
        natter.request("GET", path, &[("Cookie", &cookie)], b"")
    } else {
        natter.post(path, &cookie, form)
    }
}

/// What a response comes to. Only `yes` shows or changes anything.
fn answered(response: &Response) -> String {
    let leads = response.header("location").unwrap_or_default();
    match response.status {
        303 if leads.starts_with("/sign-in") && !leads.contains("out=") => "sign in".into(),
        200 | 303 => "yes".into(),
        403 => "forbidden".into(),
        404 => "not found".into(),
        status => format!("{status} {}", response.whole_body()),
    }
}

fn expected(says: Answer) -> &'static str {
    match says {
        Answer::Yes => "yes",
        Answer::SignIn => "sign in",
        Answer::Unknown => "not found",
        Answer::No | Answer::KeptOut | Answer::Archived => "forbidden",
    }
}

#[test]
fn the_page_lists_all_addresses_and_events() {
    let table = Table::read();
    let served: Vec<_> = http::routes()
        .into_iter()
        .map(|route| {
            (
                route.path.to_owned(),
                route.method.to_string(),
                route.needs.to_vec(),
            )
        })
        .collect();
    let listed: Vec<_> = table
        .routes
        .iter()
        .map(|one| (one.name.clone(), one.method.clone(), one.actions.clone()))
        .collect();
    assert_eq!(listed, served);
    let heard: Vec<_> = realtime::EVENTS
        .iter()
        .map(|(name, action)| ((*name).to_owned(), vec![*action]))
        .collect();
    let listed: Vec<_> = table
        .events
        .iter()
        .map(|one| (one.name.clone(), one.actions.clone()))
        .collect();
    assert_eq!(listed, heard);
    let asked: Vec<_> = served.iter().flat_map(|(_, _, actions)| actions).collect();
    // The tutorial's clients have no address of their own.
    let others = [Action::HearLobby, Action::SeeRoom];
    for action in Action::ALL {
        let is_asked = asked.contains(&action) || others.contains(action);
        assert!(is_asked, "nothing asks for {}", action.name());
    }
}

/// An address or event that is served past the lists would be on no page.
#[test]
fn nothing_is_served_past_the_lists() {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let mut found = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(source)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("reads") {
            let path = entry.expect("reads").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("reads");
            let name = path
                .strip_prefix(source)
                .expect("below")
                .display()
                .to_string();
            for way in [
                ".route(",
                ".route_service(",
                ".nest",
                "socket.on(",
                "io.ns(",
            ] {
                let times = text.matches(way).count();
                found.extend((times > 0).then(|| format!("{times} {way} in {name}")));
            }
        }
    }
    found.sort();
    let known = [
        "1 .route( in http/routes.rs",
        // Its own tests.
        "1 .route( in serve.rs",
        "1 socket.on( in realtime/chat/mod.rs",
        "1 socket.on( in realtime/tutorial.rs",
        "2 .route_service( in realtime/mod.rs",
        "2 io.ns( in realtime/mod.rs",
    ];
    assert_eq!(found, known);
}

/// Where an address may answer otherwise than the table.
fn is_right_too(route: &http::Route, who: Option<&Somebody>, about: About<'_>) -> bool {
    match (route.path, who, about) {
        // Who is in no room has no first one.
        ("/", Some(who), _) => who.name == "guest-out",
        // Who is in the room already is led there: pressing twice is no mistake.
        ("/r/{slug}/join", Some(who), About::Room(room)) => {
            let column = who.column(room);
            column.ends_with("inside")
                || column == "room admin"
                || (room.is_open() && column == "visitor")
        }
        // They don't even see the form that would come back.
        ("/direct", Some(who), _) => who.name == "visitor",
        _ => false,
    }
}

#[test]
fn every_address_refuses_whom_the_page_refuses() {
    let (table, (_folder, natter, town)) = (Table::read(), serve());
    let mut wrong = Vec::new();
    for route in http::routes() {
        if is_for_anybody(&table, &route) {
            continue;
        }
        for about in abouts(&route, &town) {
            let path = path(&route, about);
            for who in town.people.iter().map(Some).chain([None]) {
                let says = says(&table, &town, &route, who, about);
                let name = who.map_or("nobody", |who| who.name);
                let method = route.method.as_str();
                let form = match method {
                    "GET" => String::new(),
                    // What is allowed is tried elsewhere, as it changes something.
                    _ if says == Answer::Yes => continue,
                    _ => form(&town, route.path, about, name),
                };
                let answer = answered(&ask(&natter, who, method, &path, &form));
                let is_right = match route.path {
                    WITH_A_DEVICE => answer != "yes",
                    _ => answer == expected(says) || is_right_too(&route, who, about),
                };
                if !is_right {
                    wrong.push(format!("{method} {path} by {name}: {says:?}, {answer}"));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    natter.stop();
}

#[test]
fn every_form_is_taken_from_somebody_who_may() {
    let (table, (_folder, natter, town)) = (Table::read(), serve());
    let routes = http::routes();
    let all = routes.iter().filter(|route| route.method == "POST");
    let all = all.filter(|route| route.path != WITH_A_DEVICE);
    let forms: Vec<_> = all.filter(|route| !is_for_anybody(&table, route)).collect();
    for route in &forms {
        assert!(
            DOERS.iter().any(|(path, _, _)| *path == route.path),
            "{} has no doer",
            route.path
        );
    }
    for (path, by, with) in DOERS {
        let route = forms.iter().find(|route| route.path == path);
        let route = route.unwrap_or_else(|| panic!("{path} is no more"));
        let about = match with {
            "" => About::Place,
            slug if path.contains("{slug}") => About::Room(town.room(slug)),
            name => About::Person(town.person(name)),
        };
        let who = Some(town.person(by));
        assert_eq!(
            says(&table, &town, route, who, about),
            Answer::Yes,
            "{path} by {by}"
        );
        let form = form(&town, path, about, by);
        let done = ask(&natter, who, "POST", &self::path(route, about), &form);
        let leads = done.header("location").unwrap_or_default();
        let is_done = done.status == 200 || (done.status == 303 && leads != "/sign-in");
        assert!(is_done, "{path} by {by}: {done:?}");
    }
    natter.stop();
}

/// A response without what differs between any two: when it was made, and its nonce.
fn bare(response: &Response, named: &str) -> (u16, Vec<(String, String)>, String) {
    let policy = response
        .header("content-security-policy")
        .unwrap_or_default();
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .and_then(|rest| rest.split('\'').next());
    let without = |text: &str| {
        let text = text.replace(named, "…");
        match nonce {
            Some(nonce) => text.replace(nonce, "…"),
            None => text,
        }
    };
    let headers = response.headers.iter().filter(|(name, _)| name != "date");
    let headers = headers.map(|(name, value)| (name.clone(), without(value)));
    (
        response.status,
        headers.collect(),
        without(&response.whole_body()),
    )
}

#[test]
fn what_is_hidden_answers_byte_for_byte_as_what_is_not_there() {
    let (_folder, natter, town) = serve();
    let talks = town.rooms.iter().filter(|room| room.case.kind == "direct");
    let owners = talks.clone().find(|room| room.inside.contains(&"owner-in"));
    let hidden = [
        (town.room("private"), "privatf"),
        (town.room("archived-private"), "archived-privatf"),
        (
            owners.expect("two who talk"),
            "talk-00000000000000000000000000000000",
        ),
    ];
    let mut compared = 0;
    let mut compare =
        |who: &Somebody, route: &http::Route, (there, absent): (&str, &str), form: &str| {
            let answer = |name: &str| {
                let path = route.path.replace("{slug}", name).replace("{handle}", name);
                let response = ask(&natter, Some(who), route.method.as_str(), &path, form);
                bare(&response, name)
            };
            let (there_says, absent_says) = (answer(there), answer(absent));
            assert_eq!(
                there_says, absent_says,
                "{} {there} by {}",
                route.path, who.name
            );
            assert_eq!(absent_says.0, 404, "{} {there} by {}", route.path, who.name);
            compared += 1;
        };
    for route in http::routes() {
        let is_form = route.method == "POST";
        if route.path.contains("{slug}") {
            for (room, absent) in hidden {
                assert_eq!(room.slug.len(), absent.len());
                let filled = is_form.then(|| form(&town, route.path, About::Room(room), ""));
                for who in OUTSIDERS {
                    let who = town.person(who);
                    compare(
                        who,
                        &route,
                        (&room.slug, absent),
                        filled.as_deref().unwrap_or(""),
                    );
                }
            }
        }
        if route.path.contains("{handle}") {
            let whom = town.person("member-out");
            let filled = is_form.then(|| form(&town, route.path, About::Person(whom), ""));
            for who in ["visitor", "guest-out", "guest-of-private"] {
                let names = (whom.name, "member-ouf");
                compare(
                    town.person(who),
                    &route,
                    names,
                    filled.as_deref().unwrap_or(""),
                );
            }
        }
    }
    assert!(compared >= 300, "{compared} were compared");
    natter.stop();
}

#[test]
fn no_page_and_no_welcome_tells_outsiders_of_what_is_hidden() {
    let (_folder, natter, town) = serve();
    let is_hidden = |room: &&SomeRoom| matches!(room.case.kind, "private" | "direct" | "group");
    let hidden: Vec<_> = town.rooms.iter().filter(is_hidden).collect();
    // Some traces of it, where admins look: an invitation, and lines in the log.
    let insider = Some(town.person("admin-in"));
    let private = town.room("private");
    let form = format!("id={INVITE}&role=member&days=7&room={}", private.id);
    assert_eq!(
        ask(&natter, insider, "POST", "/admin/invites", &form).status,
        200
    );
    for state in ["archive", "unarchive"] {
        let path = format!("/r/private/{state}");
        assert_eq!(ask(&natter, insider, "POST", &path, "").status, 303);
    }
    let assert_silent = |text: &str, place: &str, who: &str| {
        assert!(!text.contains(HIDDEN), "{place} tells {who}");
        for room in &hidden {
            let (id, address) = (room.id.to_string(), format!("/r/{}\"", room.slug));
            let is_told = text.contains(&id) || text.contains(&address);
            assert!(!is_told, "{place} tells {who} of {}", room.slug);
        }
    };
    let own = ask(&natter, insider, "GET", "/", "").whole_body();
    assert!(own.contains(HIDDEN), "whoever is in sees it");
    let mut paths = vec![
        format!("/rooms?q={}", &HIDDEN[..5]),
        format!("/direct/new?q={}", &HIDDEN[..5]),
    ];
    for route in http::routes().iter().filter(|route| route.method == "GET") {
        let abouts = abouts(route, &town)
            .into_iter()
            .filter(|about| match about {
                About::Room(room) => !is_hidden(room),
                About::Place | About::Person(_) => true,
            });
        paths.extend(abouts.map(|about| path(route, about)));
    }
    for name in OUTSIDERS {
        let who = town.person(name);
        for path in &paths {
            let page = ask(&natter, Some(who), "GET", path, "");
            assert_silent(&page.whole_body(), path, name);
        }
        let mut socket = Socket::open(&natter);
        let auth = json!({"token": who.token.as_str()}).to_string();
        let welcome = socket.join_chat(&auth).expect("welcome");
        assert_silent(&welcome.to_string(), "the welcome", name);
        assert_silent(
            &socket.ask(&json!(["heads", {}])).to_string(),
            "heads",
            name,
        );
    }
    for path in &paths {
        assert_silent(
            &ask(&natter, None, "GET", path, "").whole_body(),
            path,
            "nobody",
        );
    }
    natter.stop();
}

/// What an event says when it is about that room.
fn event(name: &str, room: &str) -> Value {
    match name {
        "send" => json!([name, {"room": room, "client_id": Uuid::new_v4(), "body": "Hello"}]),
        "history" => json!([name, {"room": room}]),
        "resume" => json!([name, {"rooms": [{"room": room, "seq": 0}]}]),
        "heads" => json!([name, {}]),
        "set_name" => json!([name, {"name": "Somebody"}]),
        new => panic!("{new} is new: say here what it takes"),
    }
}

/// What an ack comes to. A `resume` leaves out the rooms that one may not see.
fn acked(ack: &Value) -> &'static str {
    if ack["ok"]["rooms"].as_array().is_some_and(Vec::is_empty) {
        return "not found";
    }
    match (ack.get("ok"), ack["error"]["code"].as_str()) {
        (Some(_), None) => "yes",
        (None, Some("not_found")) => "not found",
        (None, Some("forbidden")) => "forbidden",
        (None, Some("unauthenticated")) => "sign in",
        _ => panic!("{ack}"),
    }
}

#[test]
fn every_event_is_answered_as_the_page_says() {
    let (table, (_folder, natter, town)) = (Table::read(), serve());
    let here: Vec<_> = town
        .people
        .iter()
        .filter(|one| one.place_column() == one.role.as_str())
        .collect();
    assert_eq!(here.len(), town.people.len() - 3);
    for who in here {
        let mut socket = Socket::open(&natter);
        let auth = json!({"token": who.token.as_str()}).to_string();
        socket.join_chat(&auth).expect("welcome");
        for (name, action) in realtime::EVENTS {
            let absent = socket.ask(&event(name, &Uuid::new_v4().to_string()));
            if !table.is_about_rooms(*action) {
                let says = table.place(*action, who.place_column());
                assert_eq!(acked(&absent), expected(says), "{name} by {}", who.name);
                continue;
            }
            assert_eq!(acked(&absent), "not found");
            for room in &town.rooms {
                let says = table.room(*action, room.case, who.column(room));
                let ack = socket.ask(&event(name, &room.id.to_string()));
                let (by, slug) = (who.name, &room.slug);
                assert_eq!(
                    acked(&ack),
                    expected(says),
                    "{name} in {slug} by {by}: {ack}"
                );
                if says == Answer::Unknown {
                    assert_eq!(ack, absent, "{name} in {slug} by {by}");
                }
            }
        }
    }
    natter.stop();
}

#[test]
fn nobody_comes_to_the_sockets_without_a_session_that_is_good() {
    let (_folder, natter, town) = serve();
    let tokens = ["ended", "former", "banned"].map(|name| town.person(name).token.as_str());
    let codes = ["unauthenticated", "unauthenticated", "forbidden"];
    for (token, code) in tokens.into_iter().zip(codes) {
        let auth = json!({"token": token}).to_string();
        let refused = Socket::open(&natter).join_chat(&auth).expect_err("refused");
        let error: Value =
            serde_json::from_str(refused["message"].as_str().expect("text")).expect("JSON");
        assert_eq!(error["code"], code);
    }
    let refused = Socket::open(&natter).join_chat("").expect_err("refused");
    assert!(
        refused["message"]
            .as_str()
            .expect("text")
            .contains("unauthenticated")
    );
    natter.stop();
}
