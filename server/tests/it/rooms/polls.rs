//! Polls, as clients of the sockets and pages see them.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{
    Natter,
    database::Database,
    people::{PASSWORD, Person, encoded, me},
    rooms::{Speaker, code, workspace},
    socket::Socket,
};

/// A question with three answers.
fn lunch() -> Value {
    json!({"question": " What for\nlunch? ", "options": ["Soup", "Fish & chips", "Nothing"]})
}

fn with(mut poll: Value, field: &str, value: Value) -> Value {
    poll[field] = value;
    poll
}

fn post(room: &str, poll: &Value) -> Value {
    json!(["poll", {"room": room, "client_id": Uuid::new_v4(), "poll": poll}])
}

fn vote(message: &Value, options: &[u8]) -> Value {
    json!(["vote", {"message": message, "options": options}])
}

fn ask(speaker: &mut Speaker, poll: &Value) -> Value {
    let ack = speaker.socket.ask(&post(&speaker.room, poll));
    assert!(ack["ok"].is_object(), "{ack}");
    ack["ok"].clone()
}

/// The poll that is a room's last message, as history tells it.
fn told(socket: &mut Socket, room: &str) -> Value {
    let page = socket.ask(&json!(["history", {"room": room, "limit": 1}]));
    page["ok"]["messages"][0]["content"]["poll"].clone()
}

fn read(natter: &Natter, who: &Person, path: &str) -> String {
    let response = natter.page(&who.cookie(), path);
    assert_eq!(response.status, 200, "{path}: {response:?}");
    response.whole_body()
}

#[test]
fn a_poll_is_posted_once_and_votes_are_counted_live() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let mut bob_says = Speaker::in_the_lobby(&natter, &bob);
    // Another device of his.
    let (mut bob_hears, _) = natter.listen(&bob);
    let room = ada_says.room.clone();
    let request = post(&room, &lunch());
    let sent = ada_says.socket.ask(&request)["ok"].clone();
    let again = ada_says.socket.ask(&request)["ok"].clone();
    assert_eq!(
        (&again["id"], &again["repeated"]),
        (&sent["id"], &json!(true))
    );
    let heard = bob_says.socket.event("message");
    let option = |text: &str| json!({"text": text, "count": 0});
    let expected = json!({"poll": {
        "question": "What for lunch?",
        "options": [option("Soup"), option("Fish & chips"), option("Nothing")],
        "voters": 0,
    }});
    assert_eq!(heard["content"], expected);
    assert!(heard.get("html").is_none());

    let ack = bob_says.socket.ask(&vote(&sent["id"], &[1]));
    let rev = sent["rev"].as_u64().expect("a number") + 1;
    assert_eq!(ack["ok"], json!({"rev": rev}));
    let voted = |mine: Option<Value>| {
        let mut voted = json!({
            "room": room, "rev": rev, "message": sent["id"], "seq": sent["seq"],
            "counts": [0, 1, 0], "voters": 1,
        });
        if let Some(mine) = mine {
            voted["mine"] = mine;
        }
        voted
    };
    // Whose vote it is, is told to nobody else.
    assert_eq!(ada_says.socket.event("voted"), voted(None));
    assert_eq!(bob_hears.event("voted"), voted(Some(json!([1]))));
    assert_eq!(bob_hears.event("voted"), voted(None));
    // The same again changes nothing, and another choice takes its place.
    assert_eq!(bob_says.socket.ask(&vote(&sent["id"], &[1, 1])), ack);
    let ack = bob_says.socket.ask(&vote(&sent["id"], &[2]));
    assert_eq!(ack["ok"], json!({"rev": rev + 1}));
    let mine = |text: &str, count: u32| json!({"text": text, "count": count, "mine": true});
    let options = json!([option("Soup"), option("Fish & chips"), mine("Nothing", 1)]);
    assert_eq!(told(&mut bob_says.socket, &room)["options"], options);
    let options = told(&mut ada_says.socket, &room)["options"].clone();
    assert_eq!(options[2], json!({"text": "Nothing", "count": 1}));
    let held = json!(["resume", {"rooms": [{"room": room, "from": 1, "seq": 1, "rev": rev}]}]);
    let missed = bob_says.socket.ask(&held)["ok"]["rooms"][0].clone();
    assert_eq!(
        missed["missed"]["messages"][0]["content"]["poll"],
        told(&mut bob_says.socket, &room)
    );
    let ack = bob_says.socket.ask(&vote(&sent["id"], &[]));
    assert_eq!(ack["ok"], json!({"rev": rev + 2}));
    assert_eq!(told(&mut bob_says.socket, &room)["voters"], 0);
    natter.stop();
}

#[test]
fn what_is_no_poll_and_what_it_does_not_offer_is_refused() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let room = ada_says.room.clone();
    for (poll, reason) in [
        (
            with(lunch(), "question", json!(" ")),
            "A poll needs a question.",
        ),
        (
            with(lunch(), "options", json!(["a"])),
            "A poll needs at least 2 answers.",
        ),
        (
            with(lunch(), "options", json!(["a", "a"])),
            "Two answers are the same: each can be given once.",
        ),
    ] {
        let refused = ada_says.socket.ask(&post(&room, &poll));
        assert_eq!(code(&refused), "invalid_body", "{refused}");
        assert_eq!(refused["error"]["message"], reason);
    }
    for poll in [
        with(lunch(), "options", json!("a, b")),
        with(lunch(), "closes_at", json!("tomorrow")),
        with(lunch(), "closes_at", json!(i64::MAX)),
    ] {
        let refused = ada_says.socket.ask(&post(&room, &poll));
        assert_eq!(code(&refused), "invalid_payload", "{refused}");
    }
    let sent = ask(&mut ada_says, &lunch());
    for options in [&[3][..], &[0, 1], &[255]] {
        let refused = ada_says.socket.ask(&vote(&sent["id"], options));
        assert_eq!(code(&refused), "invalid_payload", "{options:?}");
    }
    let many = ask(&mut ada_says, &with(lunch(), "multiple", json!(true)));
    assert!(ada_says.socket.ask(&vote(&many["id"], &[0, 2]))["ok"].is_object());
    let poll = told(&mut ada_says.socket, &room);
    assert_eq!(
        (&poll["voters"], &poll["multiple"]),
        (&json!(1), &json!(true))
    );
    ada_says.say("a text");
    let text = ada_says
        .socket
        .ask(&json!(["history", {"room": room, "limit": 1}]));
    let text = &text["ok"]["messages"][0]["id"];
    assert_eq!(code(&ada_says.socket.ask(&vote(text, &[0]))), "not_found");
    // A poll is not a text.
    let edit = json!(["edit", {"message": sent["id"], "body": "otherwise"}]);
    assert_eq!(code(&ada_says.socket.ask(&edit)), "forbidden");
    let path = format!("/m/{}/edit", sent["id"].as_str().expect("an id"));
    assert_eq!(natter.page(&ada.cookie(), &path).status, 403);
    natter.stop();
}

#[test]
fn its_author_and_admins_of_the_room_close_a_poll() {
    let (_folder, natter, owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let mut bob_says = Speaker::in_the_lobby(&natter, &bob);
    let (first, second) = (ask(&mut ada_says, &lunch()), ask(&mut ada_says, &lunch()));
    let close = |message: &Value| json!(["close_poll", {"message": message["id"]}]);
    assert_eq!(code(&bob_says.socket.ask(&close(&first))), "forbidden");
    bob_says.socket.ask(&vote(&first["id"], &[0]));
    let closed = ada_says.socket.ask(&close(&first))["ok"].clone();
    assert!(closed["content"]["poll"]["closes_at"].is_i64(), "{closed}");
    let heard = bob_says.socket.event("message_changed");
    assert_eq!(heard, closed);
    let refused = bob_says.socket.ask(&vote(&first["id"], &[1]));
    assert_eq!(code(&refused), "forbidden");
    assert_eq!(refused["error"]["message"], "This poll is closed.");
    // What is closed stays so, and a vote whose answer was lost can be sent again.
    assert_eq!(ada_says.socket.ask(&close(&first))["ok"], closed);
    let again = bob_says.socket.ask(&vote(&first["id"], &[0]));
    assert_eq!(again["ok"]["rev"], closed["rev"]);
    let path = format!("/m/{}", second["id"].as_str().expect("an id"));
    assert!(!read(&natter, &bob, &path).contains("Close poll"));
    assert!(read(&natter, &owner, &path).contains("Close poll"));
    natter.does(&owner, &format!("{path}/close"), "");
    let page = read(&natter, &bob, &path);
    assert!(page.contains(" · closed") && page.contains("<fieldset disabled"));
    let audit = read(&natter, &owner, "/workspace/audit");
    assert_eq!(audit.matches(">Close poll").count(), 1, "{audit}");
    natter.stop();
}

#[test]
fn nobody_learns_who_voted_in_an_anonymous_poll() {
    let (_folder, natter, owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bobby"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let (mut bob_hears, welcome) = natter.listen(&bob);
    let bobs_id = me(&welcome);
    let open = ask(&mut ada_says, &lunch());
    let anonymous = ask(&mut ada_says, &with(lunch(), "anonymous", json!(true)));
    for poll in [&open, &anonymous] {
        assert!(bob_hears.ask(&vote(&poll["id"], &[1]))["ok"].is_object());
    }
    let page = |poll: &Value| format!("/m/{}", poll["id"].as_str().expect("an id"));
    assert!(read(&natter, &owner, &page(&open)).contains(">bobby<"));
    for who in [&ada, &owner] {
        let shown = read(&natter, who, &page(&anonymous));
        assert!(shown.contains("anonymous") && shown.contains("1 vote"));
        assert!(!shown.contains("bobby") && !shown.contains(&bobs_id));
        for path in ["/workspace/audit", "/workspace/audit.csv"] {
            let audit = natter.page(&who.cookie(), path).whole_body();
            assert!(!audit.contains("Vote"), "{path}");
        }
    }
    // In all that a client hears and asks for, there is no name either.
    for _ in 0..2 {
        let voted = ada_says.socket.event("voted");
        assert!(voted.get("mine").is_none() && !voted.to_string().contains(&bobs_id));
    }
    let room = ada_says.room.clone();
    let all = ada_says.socket.ask(&json!(["history", {"room": room}]));
    assert!(!all.to_string().contains(&bobs_id));
    natter.stop();
}

#[test]
fn with_an_account_its_votes_go_and_are_counted_no_more() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let (mut bob_hears, _) = natter.listen(&bob);
    let (mut ada_hears, _) = natter.listen(&ada);
    let sent = ask(&mut ada_says, &lunch());
    ada_says.socket.ask(&vote(&sent["id"], &[1]));
    bob_hears.ask(&vote(&sent["id"], &[1]));
    let form = format!("confirm=bob&password={}", encoded(PASSWORD));
    natter.does(&bob, "/settings/data/delete", &form);
    let counts = |voted: Value| (voted["counts"].clone(), voted["voters"].clone());
    let heard: Vec<_> = (0..4).map(|_| counts(ada_hears.event("voted"))).collect();
    // Her own she has heard twice.
    assert_eq!(heard[0], heard[1]);
    assert_eq!(heard[2], (json!([0, 2, 0]), json!(2)));
    assert_eq!(heard[3], (json!([0, 1, 0]), json!(1)));
    let mut database = Database::open(&natter.data);
    assert_eq!(database.count("poll_votes"), 1);
    natter.stop();
}

#[test]
fn forms_create_polls_and_vote_without_a_script() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let room = natter.room(&ada, "Design", "public");
    natter.does(&bob, "/r/design/join", "");
    assert!(read(&natter, &ada, "/r/design").contains(&format!("/r/{}/poll", room.id)));
    let page = read(&natter, &ada, "/r/design/poll");
    assert!(page.contains("Create a poll") && page.matches("name=\"option\"").count() == 12);
    let client_id = Uuid::new_v4();
    let form = format!(
        "client_id={client_id}&thread=&question=Lunch%3F&option=Soup&option=&option=Fish&closes=day"
    );
    for _ in 0..2 {
        assert_eq!(natter.does(&ada, "/r/design/poll", &form), "/r/design");
    }
    let (mut socket, _) = natter.listen(&bob);
    let all = socket.ask(&json!(["history", {"room": room.id}]));
    let messages = all["ok"]["messages"].as_array().expect("a list");
    let [message] = &messages[..] else {
        panic!("{messages:?}");
    };
    let poll = &message["content"]["poll"];
    assert_eq!(poll["options"].as_array().map(Vec::len), Some(2));
    let open_for =
        poll["closes_at"].as_i64().expect("a time") - message["sent_at"].as_i64().expect("a time");
    assert!((86_300_000..=86_400_000).contains(&open_for), "{open_for}");
    // What is refused comes back as it was typed.
    let form = format!("client_id={client_id}&question=&option=Soup&option=Soup");
    let refused = natter.post("/r/design/poll", &ada.cookie(), &form);
    assert_eq!(refused.status, 422);
    let page = refused.whole_body();
    assert!(page.contains("A poll needs a question.") && page.contains("value=\"Soup\""));
    let form = format!("client_id={client_id}&question=Tea&option=Yes&option=No");
    let reused = natter.post("/r/design/poll", &ada.cookie(), &form);
    assert_eq!(reused.status, 409);
    assert!(!reused.whole_body().contains(&client_id.to_string()));

    let path = format!("/m/{}", message["id"].as_str().expect("an id"));
    let leads = natter.does(&bob, &format!("{path}/vote"), "option=1");
    assert_eq!(leads, "/r/design?around=1#m-1");
    let shown = read(&natter, &bob, "/r/design");
    assert!(
        shown.contains("name=\"option\" value=\"1\" checked"),
        "{shown}"
    );
    assert!(shown.contains("100 %") && shown.contains("Remove vote"));
    let leads = natter.does(&bob, &format!("{path}/vote"), "remove=yes&option=1");
    assert_eq!(leads, "/r/design?around=1#m-1");
    assert!(!read(&natter, &bob, "/r/design").contains("100 %"));
    let odd = natter.post(&format!("{path}/vote"), &bob.cookie(), "option=soup");
    assert_eq!(odd.status, 422);
    natter.stop();
}

#[test]
fn a_command_posts_a_poll_and_alone_it_leads_to_the_form() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let room = natter.room(&ada, "Design", "public");
    let typed = "%2Fpoll+%22Lunch%3F%22+%22Soup%22+%22Fish%22";
    let (path, client_id) = ("/r/design/messages", Uuid::new_v4());
    let form = format!("client_id={client_id}&body={typed}");
    assert_eq!(natter.does(&ada, path, &form), "/r/design");
    let (mut socket, _) = natter.listen(&ada);
    let page = socket.ask(&json!(["history", {"room": room.id, "limit": 1}]));
    let root = page["ok"]["messages"][0].clone();
    assert_eq!(root["content"]["poll"]["question"], "Lunch?");
    let id = root["id"].as_str().expect("an id");
    let in_thread = format!("client_id={}&body={typed}&thread={id}", Uuid::new_v4());
    assert_eq!(
        natter.does(&ada, path, &in_thread),
        format!("/m/{id}/thread")
    );
    let thread = read(&natter, &ada, &format!("/m/{id}/thread"));
    assert!(thread.contains("1 reply") && thread.matches("Lunch?</legend>").count() >= 2);
    let alone = |rest: &str| format!("client_id={}&body=%2Fpoll{rest}", Uuid::new_v4());
    assert_eq!(natter.does(&ada, path, &alone("")), "/r/design/poll");
    let leads = natter.does(&ada, path, &alone(&format!("&thread={id}")));
    assert_eq!(leads, format!("/r/design/poll?thread={id}"));
    assert!(read(&natter, &ada, &leads).contains(&format!("value=\"{id}\"")));
    // A reply shows what was asked.
    let reply = json!(["send", {"room": room.id, "client_id": Uuid::new_v4(), "body": "yes", "reply_to": id}]);
    assert_eq!(socket.ask(&reply)["ok"]["reply"]["excerpt"], "Lunch?");
    natter.stop();
}
