//! Who may put somebody into rooms, and how one gets out of a conversation.

use crate::support::{
    Natter,
    people::{Person, me, send},
    rooms::workspace,
};
use serde_json::{Value, json};

fn id_of(natter: &Natter, who: &Person) -> String {
    me(&natter.listen(who).1)
}

fn wants(natter: &Natter, who: &Person, contact: &str) {
    let form = format!("contact={contact}");
    natter.does(who, "/settings/contact", &form);
}

/// What somebody is told who asks for a room with these; its address when there is one.
fn talk(natter: &Natter, who: &Person, with: &[&String]) -> Result<String, String> {
    let form: Vec<_> = with.iter().map(|id| format!("person={id}")).collect();
    let answer = natter.post("/direct", &who.cookie(), &form.join("&"));
    match answer.status {
        303 => Ok(answer.header("location").expect("a room").to_owned()),
        403 => Err(answer.whole_body()),
        other => panic!("{other}: {answer:?}"),
    }
}

fn rooms(natter: &Natter, who: &Person) -> Vec<String> {
    let (_, welcome) = natter.listen(who);
    let rooms = welcome["rooms"].as_array().expect("rooms");
    let slug = |room: &Value| format!("/r/{}", room["slug"].as_str().expect("a slug"));
    rooms.iter().map(slug).collect()
}

#[test]
fn who_wants_nobody_is_put_into_no_room_and_keeps_those_there_are() {
    let (_folder, natter, olive) = workspace();
    let [ada, bob, eve] = natter.members(["ada", "bob", "eve"]);
    let [a, b, e] = [&ada, &bob, &eve].map(|one| id_of(&natter, one));
    let known = talk(&natter, &ada, &[&b]).expect("a room");
    wants(&natter, &bob, "nobody");
    for (who, with) in [
        (&eve, vec![&b]),
        (&ada, vec![&b, &e]),
        // Those who look after the workspace are no exception.
        (&olive, vec![&b]),
    ] {
        let told = talk(&natter, who, &with).expect_err("refused");
        assert!(
            told.contains("bob does not accept new direct messages"),
            "{told}"
        );
    }
    let design = natter.room(&eve, "Design", "private");
    let refused = natter.post(
        &format!("/r/{}/add", design.slug),
        &eve.cookie(),
        "person=bob",
    );
    assert_eq!(refused.status, 403, "{refused:?}");
    assert_eq!(talk(&natter, &ada, &[&b]).expect("the same"), known);
    assert_eq!(rooms(&natter, &bob), ["/r/lobby", known.as_str()]);
    // They begin what they like themselves.
    assert!(talk(&natter, &bob, &[&e]).is_ok());
    assert!(talk(&natter, &bob, &[&a, &e]).is_ok());
    natter.stop();
}

#[test]
fn who_wants_those_of_their_rooms_is_put_into_rooms_by_these() {
    let (_folder, natter, olive) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let b = id_of(&natter, &bob);
    wants(&natter, &bob, "shared");
    assert!(talk(&natter, &ada, &[&b]).is_err());
    let design = natter.room(&bob, "Design", "public");
    natter.does(&ada, &format!("/r/{}/join", design.slug), "");
    assert!(talk(&natter, &ada, &[&b]).is_ok());
    assert!(talk(&natter, &olive, &[&b]).is_err());
    let page = natter.page(&bob.cookie(), "/settings").whole_body();
    assert!(page.contains("value=\"shared\" checked"), "{page}");
    natter.stop();
}

#[test]
fn who_is_ignored_hears_what_everybody_hears_whom_somebody_declines() {
    let (_folder, natter, _olive) = workspace();
    let [ada, bob, eve] = natter.members(["ada", "bob", "eve"]);
    let b = id_of(&natter, &bob);
    natter.does(&bob, "/people/eve/ignore", "");
    let ignored = talk(&natter, &eve, &[&b]).expect_err("refused");
    assert!(talk(&natter, &ada, &[&b]).is_ok());
    wants(&natter, &bob, "nobody");
    natter.does(&bob, "/people/eve/unignore", "");
    let declined = talk(&natter, &eve, &[&b]).expect_err("refused");
    let words = "bob does not accept new direct messages or being added to rooms.";
    assert!(
        ignored.contains(words) && declined.contains(words),
        "{ignored}"
    );
    natter.stop();
}

#[test]
fn a_direct_room_that_was_left_is_out_of_sight_until_it_is_opened_again() {
    let (_folder, natter, _olive) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let [a, b] = [&ada, &bob].map(|one| id_of(&natter, one));
    let path = talk(&natter, &ada, &[&b]).expect("a room");
    let (mut speaker, welcome) = natter.listen(&ada);
    let all = welcome["rooms"].as_array().expect("rooms");
    let room = all.iter().find(|one| one["kind"] == "direct").expect("it");
    let id = room["id"].as_str().expect("an id").to_owned();
    natter.does(&bob, &format!("{path}/leave"), "");
    assert_eq!(rooms(&natter, &bob), ["/r/lobby"]);
    assert_eq!(natter.page(&bob.cookie(), &path).status, 404);
    // The other one sees no difference.
    let (mut bob_hears, _) = natter.listen(&bob);
    let said = speaker.ask(&send(&id, "are you there?"));
    assert!(said.get("ok").is_some(), "{said}");
    let history = bob_hears.ask(&json!(["history", {"room": id, "at": "latest"}]));
    assert_eq!(crate::support::rooms::code(&history), "not_found");
    let (_, welcome) = natter.listen(&ada);
    let all = welcome["rooms"].as_array().expect("rooms");
    let room = all.iter().find(|one| one["kind"] == "direct").expect("it");
    assert_eq!(room["people"].as_array().map(Vec::len), Some(2), "{room}");
    assert_eq!(rooms(&natter, &bob), ["/r/lobby"]);
    // It is the same room, with all that was said in it.
    assert_eq!(talk(&natter, &ada, &[&b]).expect("the same"), path);
    assert_eq!(rooms(&natter, &bob), ["/r/lobby"]);
    assert_eq!(talk(&natter, &bob, &[&a]).expect("the same"), path);
    assert_eq!(rooms(&natter, &bob), ["/r/lobby", path.as_str()]);
    let page = natter.page(&bob.cookie(), &path).whole_body();
    assert!(page.contains("are you there?"));
    natter.stop();
}

#[test]
fn notes_to_oneself_can_be_put_away_and_opened_again() {
    let (_folder, natter, olive) = workspace();
    let o = id_of(&natter, &olive);
    let path = talk(&natter, &olive, &[&o]).expect("a room");
    natter.does(&olive, &format!("{path}/leave"), "");
    assert_eq!(rooms(&natter, &olive), ["/r/lobby"]);
    assert_eq!(talk(&natter, &olive, &[&o]).expect("the same"), path);
    assert_eq!(rooms(&natter, &olive), ["/r/lobby", path.as_str()]);
    natter.stop();
}
