//! What is hidden: to those outside it is not there, in no answer and on no page.

use serde_json::json;
use server::http;
use uuid::Uuid;

use super::{
    About, abouts, ask,
    forms::{INVITE, form},
    path, serve,
};
use crate::{
    permissions::fixture::{HIDDEN, SomeRoom, Somebody},
    support::{Response, socket::Socket},
};

/// People who may not know of the private rooms.
const OUTSIDERS: [&str; 6] = [
    "visitor",
    "guest-out",
    "member-out",
    "removed",
    "admin-out",
    "owner-out",
];

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
    let (_folder, natter, fixture) = serve();
    let talks = fixture
        .rooms
        .iter()
        .filter(|room| room.case.kind == "direct");
    let owners = talks.clone().find(|room| room.inside.contains(&"owner-in"));
    let hidden = [
        fixture.room("private"),
        fixture.room("archived-private"),
        owners.expect("two who talk"),
    ];
    // As long, and nobody's.
    let hidden = hidden.map(|room| (room, "z".repeat(room.slug.len())));
    let mut compared = 0;
    let mut compare =
        |who: &Somebody, route: &http::Route, (there, absent): (&str, &str), form: &str| {
            let answer = |name: &str| {
                let path = route.path.replace("{slug}", name);
                let path = path.replace("{handle}", name).replace("{id}", name);
                let response = ask(&natter, Some(who), route.method.as_str(), &path, form);
                bare(&response, name)
            };
            let (there_says, absent_says) = (answer(there), answer(absent));
            assert_eq!(
                there_says, absent_says,
                "{} {there} by {}",
                route.path, who.name
            );
            // Who leaves or deletes a room twice is led away from it twice.
            let status = match route.path {
                "/r/{slug}/leave" | "/r/{slug}/delete" => 303,
                _ => 404,
            };
            assert_eq!(
                absent_says.0, status,
                "{} {there} by {}",
                route.path, who.name
            );
            compared += 1;
        };
    for route in http::routes() {
        let is_form = route.method == "POST";
        if route.path.contains("{slug}") {
            for (room, absent) in &hidden {
                let filled = is_form.then(|| form(&fixture, route.path, About::Room(room), ""));
                for who in OUTSIDERS {
                    let who = fixture.person(who);
                    compare(
                        who,
                        &route,
                        (&room.slug, absent),
                        filled.as_deref().unwrap_or(""),
                    );
                }
            }
        }
        if route.path.contains("{id}") {
            let absent = Uuid::new_v4().to_string();
            for (room, _) in &hidden {
                let about = fixture.message(room, fixture.person("removed"));
                let id = fixture.messages[&(room.id, fixture.person("removed").id)].to_string();
                let filled = is_form.then(|| form(&fixture, route.path, about, ""));
                for who in OUTSIDERS {
                    let (who, form) = (fixture.person(who), filled.as_deref().unwrap_or(""));
                    compare(who, &route, (&id, &absent), form);
                }
            }
        }
        if route.path.contains("{handle}") {
            let whom = fixture.person("member-out");
            let filled = is_form.then(|| form(&fixture, route.path, About::Person(whom), ""));
            for who in ["visitor", "guest-out", "guest-of-private"] {
                let names = (whom.name, "member-ouf");
                compare(
                    fixture.person(who),
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
    let (_folder, natter, fixture) = serve();
    let is_hidden = |room: &&SomeRoom| matches!(room.case.kind, "private" | "direct" | "group");
    let hidden: Vec<_> = fixture.rooms.iter().filter(is_hidden).collect();
    // Some traces of it, where admins look: an invitation, and lines in the log.
    let insider = Some(fixture.person("admin-in"));
    let private = fixture.room("private");
    let form = format!("id={INVITE}&role=member&days=7&room={}", private.id);
    assert_eq!(
        ask(&natter, insider, "POST", "/workspace/invites", &form).status,
        200
    );
    for state in ["archive", "unarchive"] {
        let path = format!("/r/{}/{state}", private.slug);
        assert_eq!(ask(&natter, insider, "POST", &path, "").status, 303);
    }
    let assert_silent = |text: &str, workspace: &str, who: &str| {
        assert!(!text.contains(HIDDEN), "{workspace} tells {who}");
        for room in &hidden {
            let (id, address) = (room.id.to_string(), format!("/r/{}\"", room.slug));
            let is_told = text.contains(&id) || text.contains(&address);
            assert!(!is_told, "{workspace} tells {who} of {}", room.slug);
        }
    };
    let own = ask(&natter, insider, "GET", "/", "").whole_body();
    assert!(own.contains(HIDDEN), "whoever is in sees it");
    let mut paths = vec![
        format!("/rooms?q={}", &HIDDEN[..5]),
        format!("/direct/new?q={}", &HIDDEN[..5]),
    ];
    for route in http::routes().iter().filter(|route| route.method == "GET") {
        let abouts = abouts(route, &fixture)
            .into_iter()
            .filter(|about| match about {
                About::Room(room) | About::Message(room, ..) => !is_hidden(room),
                About::Workspace | About::Person(_) => true,
            });
        paths.extend(abouts.map(|about| path(route, about)));
    }
    for name in OUTSIDERS {
        let who = fixture.person(name);
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
