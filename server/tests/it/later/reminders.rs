//! Being reminded of messages.

use serde_json::{Value, json};

use super::{HOUR, NOT_YET, scheduled};
use crate::support::{
    Natter,
    database::Database,
    now_ms,
    people::{Person, me, send},
    rooms::{Speaker, code, workspace},
    socket::Socket,
};

fn say(speaker: &mut Speaker, body: &str) -> Value {
    let ack = speaker.socket.ask(&send(&speaker.room, body));
    assert!(ack["ok"].is_object(), "{ack}");
    ack["ok"]["id"].clone()
}

fn remind(message: &Value, at: Option<i64>) -> Value {
    match at {
        Some(at) => json!(["remind", {"message": message, "at": at}]),
        None => json!(["remind", {"message": message}]),
    }
}

fn list(socket: &mut Socket) -> Vec<Value> {
    let ack = socket.ask(&json!(["reminders", {}]));
    ack["ok"]["reminders"].as_array().expect("a list").clone()
}

/// As [`super::make_due`], of all reminders; somebody wakes the server.
fn make_due(natter: &Natter, speaker: &mut Speaker) {
    Database::change(
        &natter.data,
        "UPDATE reminders SET due_at = due_at - 7200000",
    );
    let room = speaker.room.clone();
    scheduled(&mut speaker.socket, &room, NOT_YET);
}

/// How many reminders a new connection is told to be due.
fn due(natter: &Natter, who: &Person) -> u64 {
    let (_, welcome) = natter.listen(who);
    welcome
        .get("reminders")
        .map_or(0, |due| due.as_u64().expect("a number"))
}

#[test]
fn a_reminder_comes_to_all_devices_of_one_person_and_stays_until_it_is_dealt_with() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let mut bob_says = Speaker::in_the_lobby(&natter, &bob);
    let (mut phone, _) = natter.listen(&bob);
    let message = say(&mut ada_says, "the ||secret|| **report** is due");
    let at = now_ms() + 300;
    let ack = bob_says.socket.ask(&remind(&message, Some(at)));
    assert_eq!(ack["ok"], json!({"at": at}));
    for socket in [&mut bob_says.socket, &mut phone] {
        let told = socket.event("reminder");
        assert_eq!(told["room"], ada_says.room.as_str());
        assert_eq!((&told["at"], &told["due"]), (&json!(at), &json!(1)));
        assert_eq!(told["quote"]["author"]["name"], "ada");
        let excerpt = told["quote"]["excerpt"].as_str().expect("words");
        assert!(excerpt.ends_with("report is due") && !excerpt.contains("secret"));
    }
    assert_eq!((due(&natter, &bob), due(&natter, &ada)), (1, 0));
    let page = natter.page(&bob.cookie(), "/r/lobby").whole_body();
    assert!(
        page.contains("\"reminders\":1,") && page.contains(">1</b>"),
        "{page}"
    );
    let listed = list(&mut phone);
    assert_eq!(listed[0]["is_due"], true);
    assert_eq!(listed[0]["seen"]["quote"]["message"], message);
    // Nobody else learns of it.
    let heard = bob_says.heard_by(&mut ada_says.socket);
    assert!(
        heard
            .iter()
            .all(|event| !event.to_string().contains("reminder"))
    );
    assert!(list(&mut ada_says.socket).is_empty());
    assert_eq!(phone.ask(&remind(&message, None))["ok"], json!({}));
    assert_eq!(
        bob_says.socket.event("reminders_changed"),
        json!({"due": 0})
    );
    assert_eq!(due(&natter, &bob), 0);
    natter.stop();
}

#[test]
fn who_was_away_is_told_when_they_are_back_and_one_that_is_put_off_is_not_due() {
    let (folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let message = say(&mut ada_says, "later");
    {
        let (mut socket, _) = natter.listen(&bob);
        let ack = socket.ask(&remind(&message, Some(now_ms() + HOUR)));
        assert!(ack["ok"].is_object(), "{ack}");
    }
    natter.stop();
    Database::change(
        &folder.path().join("data"),
        "UPDATE reminders SET due_at = due_at - 7200000",
    );
    let natter = Natter::start(&folder, &["--rate-limits", "off"]);
    let (mut socket, welcome) = natter.listen(&bob);
    // It may be told before or after the welcome.
    if welcome.get("reminders").is_none() {
        assert_eq!(socket.event("reminder")["due"], 1);
    }
    let (mut phone, welcome) = natter.listen(&bob);
    assert_eq!(welcome["reminders"], 1);
    socket.ask(&remind(&message, Some(now_ms() + HOUR)));
    assert_eq!(phone.event("reminders_changed"), json!({"due": 0}));
    assert!(list(&mut phone)[0].get("is_due").is_none());
    natter.stop();
}

#[test]
fn nobody_is_reminded_of_what_they_may_no_longer_see() {
    let (_folder, natter, owner) = workspace();
    let [bob] = natter.members(["bob"]);
    let plans = natter.room(&owner, "Plans", "private");
    natter.add(&owner, &plans, &bob);
    let mut owner_says = Speaker::in_the_lobby(&natter, &owner);
    let (mut socket, _) = natter.listen(&owner);
    let hidden = socket.ask(&send(&plans.id, "of the plans"))["ok"]["id"].clone();
    let deleted = say(&mut owner_says, "deleted soon");
    let seen = say(&mut owner_says, "still there");
    let mut bob_says = Speaker::in_the_lobby(&natter, &bob);
    let (_, welcome) = natter.listen(&bob);
    for (message, after) in [(&hidden, 0), (&deleted, 1), (&seen, 2)] {
        let ack = bob_says
            .socket
            .ask(&remind(message, Some(now_ms() + HOUR + after)));
        assert!(ack["ok"].is_object(), "{ack}");
    }
    natter.remove(&owner, &plans, &me(&welcome));
    owner_says
        .socket
        .ask(&json!(["delete", {"message": deleted}]));
    let listed = list(&mut bob_says.socket);
    assert_eq!(listed.len(), 2, "that of the deleted message is gone");
    assert!(listed[0].get("seen").is_none());
    make_due(&natter, &mut owner_says);
    // In the order of their times: nothing came of the first.
    let told = bob_says.socket.event("reminder");
    assert_eq!(
        (&told["quote"]["message"], &told["due"]),
        (&seen, &json!(1))
    );
    assert_eq!(list(&mut bob_says.socket).len(), 1);
    let refused = bob_says.socket.ask(&remind(&hidden, Some(now_ms() + HOUR)));
    assert_eq!(code(&refused), "not_found");
    let refused = bob_says
        .socket
        .ask(&remind(&deleted, Some(now_ms() + HOUR)));
    assert_eq!(code(&refused), "not_found");
    natter.stop();
}

#[test]
fn times_and_numbers_of_reminders_have_limits() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let first = say(&mut ada_says, "0");
    for odd in [0, now_ms() - 1, now_ms() + 367 * 24 * HOUR] {
        let refused = ada_says.socket.ask(&remind(&first, Some(odd)));
        assert_eq!(code(&refused), "invalid_payload", "{odd}");
    }
    for number in 0..100 {
        let message = say(&mut ada_says, &number.to_string());
        let ack = ada_says
            .socket
            .ask(&remind(&message, Some(now_ms() + HOUR)));
        assert!(ack["ok"].is_object(), "{ack}");
    }
    let refused = ada_says.socket.ask(&remind(&first, Some(now_ms() + HOUR)));
    assert_eq!(code(&refused), "limit_reached");
    natter.stop();
}

#[test]
fn forms_set_change_and_remove_a_reminder() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let message = say(&mut ada_says, "water the plants");
    let id = message.as_str().expect("an id");
    let read = |path: &str| {
        let response = natter.page(&ada.cookie(), path);
        assert_eq!(response.status, 200, "{path}");
        response.whole_body()
    };
    assert!(read(&format!("/m/{id}")).contains(&format!("/m/{id}/remind")));
    let path = format!("/m/{id}/remind");
    assert!(read(&path).contains("water the plants"));
    let refused = natter.post(&path, &ada.cookie(), "when=time&date=2020-01-01&time=09:00");
    assert_eq!(refused.status, 422);
    assert!(refused.whole_body().contains("That time has passed."));
    let leads = natter.does(&ada, &path, "when=monday&time_zone=Europe/Paris");
    assert_eq!(leads, path);
    let set = read(&path);
    assert!(set.contains("You will be reminded: Mon") && set.contains("Remove reminder"));
    let listed = read("/reminders");
    assert!(listed.contains("water the plants") && listed.contains(">Remove<"));
    let leads = natter.does(&ada, "/reminders/done", &format!("message={id}"));
    assert_eq!(leads, "/reminders?done=removed");
    assert!(read(&leads).contains("You have no reminders."));
    // Twice is no mistake.
    natter.does(&ada, "/reminders/done", &format!("message={id}"));
    natter.stop();
}
