//! Visitors cannot be taken for people with an account.

use crate::support::{
    Natter,
    people::{Person, send},
    rooms::{code, workspace},
    socket::Socket,
};
use serde_json::{Value, json};

fn visitor(natter: &Natter) -> (Socket, Value, Person) {
    let token = natter.token();
    let mut socket = Socket::open(natter);
    let auth = json!({"token": token}).to_string();
    let welcome = socket.join_chat(&auth).expect("welcome");
    let handle = String::new();
    (socket, welcome, Person { handle, token })
}

fn rename(socket: &mut Socket, name: &str) -> Value {
    socket.ask(&json!(["set_name", {"name": name}]))
}

#[test]
fn a_visitor_is_marked_wherever_they_are_named() {
    let (_folder, natter, olive) = workspace();
    let (mut listener, welcome) = natter.listen(&olive);
    assert_eq!(welcome["me"].get("visitor"), None);
    let (mut socket, welcome, person) = visitor(&natter);
    assert_eq!(welcome["me"]["visitor"], true);
    let lobby = welcome["rooms"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    assert!(
        socket
            .ask(&send(&lobby, "good morning"))
            .get("ok")
            .is_some()
    );
    let heard = listener.event("message");
    assert_eq!(heard["author"]["visitor"], true, "{heard}");
    let renamed = rename(&mut socket, "Somebody Else");
    assert_eq!(renamed["ok"]["visitor"], true, "{renamed}");
    let history = listener.ask(&json!(["history", {"room": lobby, "at": "latest"}]));
    assert_eq!(
        history["ok"]["messages"][0]["author"]["visitor"], true,
        "{history}"
    );
    for reader in [&olive, &person] {
        let page = natter.page(&reader.cookie(), "/r/lobby").whole_body();
        assert!(
            page.contains("<span class=\"tag\">Visitor</span>"),
            "{page}"
        );
    }
    natter.stop();
}

#[test]
fn a_visitor_cannot_take_a_name_that_looks_like_a_members() {
    let (_folder, natter, olive) = workspace();
    let profile = "name=Olive+Ownerly&handle=olive";
    natter.does(&olive, "/settings/profile", profile);
    let [ada] = natter.members(["ada.l"]);
    let (mut socket, _, person) = visitor(&natter);
    for name in [
        "Olive Ownerly",
        "olive  ownerly",
        "Olive\u{200B} Ownerly",
        "Olive\u{3164}Ownerly",
        "\u{41E}live Ownerly",
        "OIive Ownerly",
        "olive",
        "@Olive",
        "Ada.L",
    ] {
        assert_eq!(code(&rename(&mut socket, name)), "taken", "{name:?}");
        let form = format!("name={}", crate::support::people::encoded(name));
        let refused = natter.post("/name", &person.cookie(), &form);
        assert_eq!(refused.status, 409, "{name:?} {refused:?}");
    }
    let own = rename(&mut socket, "Oliver");
    assert_eq!(own["ok"]["name"], "Oliver", "{own}");
    // Members may share a name: their handles tell them apart.
    let (mut member, _) = natter.listen(&ada);
    let shared = rename(&mut member, "Olive Ownerly");
    assert!(shared.get("ok").is_some(), "{shared}");
    natter.stop();
}

#[test]
fn a_name_that_an_account_has_left_can_be_taken_and_one_it_took_later_stays() {
    let (_folder, natter, olive) = workspace();
    let (mut socket, _, _) = visitor(&natter);
    assert!(rename(&mut socket, "Grace").get("ok").is_some());
    let (mut owner, _) = natter.listen(&olive);
    assert!(rename(&mut owner, "Grace").get("ok").is_some());
    assert_eq!(code(&rename(&mut socket, "GRACE")), "taken");
    assert!(rename(&mut owner, "Hopper").get("ok").is_some());
    assert!(rename(&mut socket, "GRACE").get("ok").is_some());
    natter.stop();
}

#[test]
fn what_cannot_be_seen_is_in_no_name_and_no_topic() {
    let (_folder, natter, olive) = workspace();
    let (mut owner, _) = natter.listen(&olive);
    let renamed = rename(&mut owner, "O\u{200B}li\u{E0041}ve\u{2800}");
    assert_eq!(renamed["ok"]["name"], "Olive", "{renamed}");
    let room = natter.room(&olive, "De\u{2060}sign", "public");
    let form = format!(
        "name={}&topic={}&description={}",
        crate::support::people::encoded("\u{FEFF}Design"),
        crate::support::people::encoded("What\u{3164}we \u{200B}draw"),
        crate::support::people::encoded("At\u{200B} length\nand more"),
    );
    natter.does(&olive, &format!("/r/{}/edit", room.slug), &form);
    let (_, welcome) = natter.listen(&olive);
    let rooms = welcome["rooms"].as_array().expect("rooms");
    let design = rooms.iter().find(|one| one["id"] == room.id.as_str());
    let design = design.expect("the room");
    assert_eq!(design["name"], "Design");
    assert_eq!(design["topic"], "What we draw");
    let garbled = form.replace("Design", "%E2%80%AEDesign");
    natter.does(&olive, &format!("/r/{}/edit", room.slug), &garbled);
    let (_, welcome) = natter.listen(&olive);
    let rooms = welcome["rooms"].as_array().expect("rooms");
    let design = rooms.iter().find(|one| one["id"] == room.id.as_str());
    assert_eq!(design.expect("the room")["name"], "Design");
    natter.stop();
}
