//! All addresses and events of a running server, tried as everybody. One that is new has to be on
//! the page, and needs a form here.

mod addresses;
mod events;
mod forms;
mod hidden;
mod limited;
mod lists;
mod odd;

use domain::authorise::Action;
use protocol::MessageId;
use server::http;
use tempfile::TempDir;

use super::{
    fixture::{Fixture, SomeRoom, Somebody, open, settle},
    table::{Answer, Table, WhomCase},
};
use crate::support::{Natter, Response};

/// Rooms that are asked about: one of each kind, and one that is archived.
const ROOMS: [&str; 4] = ["lobby", "public", "private", "archived-private"];

/// People who are asked about.
const WHOM: [&str; 3] = ["member-out", "admin-in", "guest-of-private"];

/// Takes what a passkey's device made, which nobody can make up. So nothing is changed by it here.
const WITH_A_DEVICE: &str = "/passkeys/register/finish";

/// What a request is about.
#[derive(Clone, Copy)]
enum About<'t> {
    Workspace,
    Room(&'t SomeRoom),
    Person(&'t Somebody),
    /// A message of this person in this room.
    Message(&'t SomeRoom, &'t Somebody, MessageId),
}

/// A running server with all sorts of people and rooms.
fn serve() -> (TempDir, Natter, Fixture) {
    serve_with(&["--rate-limits", "off"])
}

fn serve_with(options: &[&str]) -> (TempDir, Natter, Fixture) {
    let folder = tempfile::tempdir().expect("folder");
    let runtime = tokio::runtime::Runtime::new().expect("starts");
    let mut fixture = runtime.block_on(async {
        let store = open(&folder.path().join("data")).await;
        let fixture = settle(&store).await;
        store.close().await;
        fixture
    });
    fixture.messages = fixture.write_messages(&folder.path().join("data"));
    let natter = Natter::start(&folder, options);
    (folder, natter, fixture)
}

/// Addresses that ask everybody in; what they are for depends on more than the table.
fn is_for_anybody(table: &Table, route: &http::Route) -> bool {
    let is_about_workspace = |one: &&Action| table.is_about_workspace(**one);
    let mut actions = route.needs.iter().filter(is_about_workspace);
    actions.any(|action| table.workspace(*action, "nobody") == Answer::Yes)
}

impl Fixture {
    /// What somebody said in a room.
    fn message<'t>(&'t self, room: &'t SomeRoom, author: &'t Somebody) -> About<'t> {
        About::Message(room, author, self.messages[&(room.id, author.id)])
    }
}

/// All that an address can be about.
fn abouts<'t>(route: &http::Route, fixture: &'t Fixture) -> Vec<About<'t>> {
    if route.path.contains("{slug}") || route.path.contains("{id}") {
        let talks = fixture
            .rooms
            .iter()
            .filter(|room| matches!(room.case.kind, "direct" | "group"));
        let named = ROOMS.iter().map(|slug| fixture.room(slug));
        let rooms = named.chain(talks);
        if route.path.contains("{slug}") {
            return rooms.map(About::Room).collect();
        }
        // Somebody else's, so that everybody asks for the same one.
        rooms
            .map(|room| fixture.message(room, fixture.person("removed")))
            .collect()
    } else if route.path.contains("{handle}") || route.path == "/direct" {
        WHOM.iter()
            .map(|name| About::Person(fixture.person(name)))
            .collect()
    } else {
        vec![About::Workspace]
    }
}

fn path(route: &http::Route, about: About<'_>) -> String {
    match about {
        About::Workspace => route.path.to_owned(),
        About::Room(room) => route.path.replace("{slug}", &room.slug),
        About::Person(whom) => route.path.replace("{handle}", whom.name),
        About::Message(_, _, id) => route.path.replace("{id}", &id.to_string()),
    }
}

/// What the page says to somebody who asks for it there.
fn says(
    table: &Table,
    fixture: &Fixture,
    route: &http::Route,
    who: Option<&Somebody>,
    about: About<'_>,
) -> Answer {
    let says = |action: &Action| {
        let oneself = |who: &Somebody| WhomCase {
            declines: false,
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
                    declines: false,
                    role: whom.role,
                    is_oneself: who.is_some_and(|who| who.id == whom.id),
                    is_last_owner: false,
                    becomes,
                };
                let column = who.map_or("nobody", |who| who.person_column(whom, fixture));
                table.person(*action, case, column)
            }
            (About::Message(room, author, _), who) => {
                let is_own = who.is_some_and(|who| who.id == author.id);
                let column = who.map_or("nobody", |who| who.column(room));
                table.message(*action, is_own, room.case, column)
            }
            (About::Workspace, Some(who)) if table.is_about_people(*action) => {
                table.person(*action, oneself(who), who.person_column(who, fixture))
            }
            (About::Workspace, None) if table.is_about_people(*action) => {
                table.person(*action, oneself(fixture.person("member-in")), "nobody")
            }
            (About::Workspace, who) => {
                table.workspace(*action, who.map_or("nobody", Somebody::workspace_column))
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
    } else if form.starts_with('{') {
        let body = serde_json::from_str(form).expect("JSON");
        natter.post_json(path, &cookie, &body)
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
        Answer::No | Answer::Banned | Answer::Archived => "forbidden",
    }
}
