//! Each address as everybody: refused to whom the page refuses, taken from somebody who may.

use server::http;

use super::{
    About, WITH_A_DEVICE, abouts, answered, ask, expected,
    forms::{DOERS, form},
    is_for_anybody, path, says, serve,
};
use crate::{
    permissions::fixture::Somebody,
    permissions::table::{Answer, Table},
    support::people::add_passkey,
};

/// Where an address may answer otherwise than the table.
fn is_right_too(
    route: &http::Route,
    who: Option<&Somebody>,
    about: About<'_>,
    says: Answer,
) -> bool {
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
        // Who is in the room no more, or never was, is led away from it: the same.
        ("/r/{slug}/leave", Some(who), About::Room(room)) => {
            says == Answer::Unknown || who.column(room).ends_with("outside")
        }
        ("/r/{slug}/delete", Some(_), _) => says == Answer::Unknown,
        // The form takes this guest out.
        ("/r/{slug}/remove", Some(who), _) => says == Answer::Unknown && who.name == "guest-in",
        // They don't even see the form that would come back.
        ("/direct", Some(who), _) => who.name == "visitor",
        _ => false,
    }
}

#[test]
fn every_address_refuses_whom_the_page_refuses() {
    let (table, (_folder, natter, fixture)) = (Table::read(), serve());
    let mut wrong = Vec::new();
    for route in http::routes() {
        if is_for_anybody(&table, &route) {
            continue;
        }
        for about in abouts(&route, &fixture) {
            let path = path(&route, about);
            for who in fixture.people.iter().map(Some).chain([None]) {
                let says = says(&table, &fixture, &route, who, about);
                let name = who.map_or("nobody", |who| who.name);
                let method = route.method.as_str();
                let form = match method {
                    "GET" => String::new(),
                    // What is allowed is tried elsewhere, as it changes something.
                    _ if says == Answer::Yes => continue,
                    _ => form(&fixture, route.path, about, name),
                };
                let answer = answered(&ask(&natter, who, method, &path, &form));
                let is_right = match route.path {
                    WITH_A_DEVICE => answer != "yes",
                    _ => answer == expected(says) || is_right_too(&route, who, about, says),
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
    let (table, (_folder, natter, fixture)) = (Table::read(), serve());
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
    // Only who has a passkey can confirm with it.
    add_passkey(&natter, &fixture.person("member-in").cookie(), 1);
    for (path, by, with) in DOERS {
        let route = forms.iter().find(|route| route.path == path);
        let route = route.unwrap_or_else(|| panic!("{path} is no more"));
        let about = match with {
            "" => About::Workspace,
            slug if path.contains("{slug}") => About::Room(fixture.room(slug)),
            slug if path.contains("{id}") => {
                fixture.message(fixture.room(slug), fixture.person(by))
            }
            name => About::Person(fixture.person(name)),
        };
        let who = Some(fixture.person(by));
        assert_eq!(
            says(&table, &fixture, route, who, about),
            Answer::Yes,
            "{path} by {by}"
        );
        let form = form(&fixture, path, about, by);
        let done = ask(&natter, who, "POST", &self::path(route, about), &form);
        let leads = done.header("location").unwrap_or_default();
        let is_done = done.status == 200 || (done.status == 303 && leads != "/sign-in");
        assert!(is_done, "{path} by {by}: {done:?}");
    }
    natter.stop();
}
