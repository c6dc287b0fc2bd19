//! Each event of the sockets as everybody.

use serde_json::{Value, json};
use server::realtime;
use uuid::Uuid;

use super::{expected, serve};
use crate::{
    permissions::fixture::POLLSTERS,
    permissions::table::{Answer, Table},
    support::socket::Socket,
};

/// What an event says when it is about that room.
pub(super) fn event(name: &str, room: &str) -> Value {
    match name {
        "send" => json!([name, {"room": room, "client_id": Uuid::new_v4(), "body": "Hello"}]),
        "watch" => json!([name, {"room": room}]),
        "history" => json!([name, {"room": room}]),
        "resume" => json!([name, {"rooms": [{"room": room, "seq": 0, "rev": 0}]}]),
        // These name a message and no room.
        "edit" => json!([name, {"message": room, "body": "Hello again"}]),
        "react" => json!([name, {"message": room, "emoji": "👍", "on": true}]),
        "pin" | "save" => json!([name, {"message": room, "on": true}]),
        "delete" | "restore" | "close_poll" => json!([name, {"message": room}]),
        "vote" => json!([name, {"message": room, "options": [1]}]),
        "poll" => {
            let poll = json!({"question": "Tea?", "options": ["Yes", "No"]});
            json!([name, {"room": room, "client_id": Uuid::new_v4(), "poll": poll}])
        }
        "heads" => json!([name, {}]),
        "schedule" => {
            let at = crate::support::in_an_hour();
            json!([name, {"room": room, "client_id": Uuid::new_v4(), "body": "Hello", "at": at}])
        }
        "unschedule" => json!([name, {"id": room}]),
        "scheduled" | "reminders" => json!([name, {}]),
        "draft" => json!([name, {"room": room, "body": "half a"}]),
        "remind" => json!([name, {"message": room, "at": crate::support::in_an_hour()}]),
        // Visitors cannot take a name that a member has.
        "set_name" => json!([name, {"name": format!("Some {}", &room[..8])}]),
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
    let (table, (_folder, natter, fixture)) = (Table::read(), serve());
    let here: Vec<_> = fixture
        .people
        .iter()
        .filter(|one| one.workspace_column() == one.role.as_str())
        .collect();
    assert_eq!(here.len(), fixture.people.len() - 3);
    let ids = &fixture.messages;
    for who in here {
        let mut socket = Socket::open(&natter);
        let auth = json!({"token": who.token.as_str()}).to_string();
        socket.join_chat(&auth).expect("welcome");
        for (name, action) in realtime::EVENTS {
            let absent = socket.ask(&event(name, &Uuid::new_v4().to_string()));
            if table.is_about_messages(*action) {
                assert_eq!(acked(&absent), "not found");
                // What somebody has deleted is not there for the others' events.
                let author = match *name {
                    "delete" => "removed",
                    "vote" => POLLSTERS[0],
                    "close_poll" => POLLSTERS[1],
                    _ => "deactivated",
                };
                let author = fixture.person(author);
                for room in &fixture.rooms {
                    // Somebody else's message, so that everybody asks for the same one.
                    let says = table.message(*action, false, room.case, who.column(room));
                    let id = ids[&(room.id, author.id)];
                    let ack = socket.ask(&event(name, &id.to_string()));
                    let is_own = who.name == author.name;

                    if !is_own {
                        assert_eq!(acked(&ack), expected(says), "{name} by {}", who.name);
                    }
                    if says == Answer::Unknown {
                        assert_eq!(ack, absent, "{name} in {} by {}", room.slug, who.name);
                    }
                }
                continue;
            }
            if !table.is_about_rooms(*action) {
                let says = table.workspace(*action, who.workspace_column());
                assert_eq!(acked(&absent), expected(says), "{name} by {}", who.name);
                continue;
            }
            assert_eq!(acked(&absent), "not found");
            for room in &fixture.rooms {
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
    let (_folder, natter, fixture) = serve();
    let tokens = ["ended", "deactivated", "banned"].map(|name| fixture.person(name).token.as_str());
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
