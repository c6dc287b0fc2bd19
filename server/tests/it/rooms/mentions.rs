//! Whom messages mention, as clients and pages see it.

use crate::erased::await_gone;
use crate::support::{
    Natter,
    database::Database,
    people::{Person, Room, me, send},
    rooms::{Speaker, code, say, workspace, workspace_with_undo_for},
    socket::Socket,
};
use serde_json::{Value, json};
use uuid::Uuid;

/// Posts, and returns what the ack says.
fn last(socket: &mut Socket, room: &str) -> Value {
    let page = socket.ask(&json!(["history", {"room": room, "limit": 1}]));
    page["ok"]["messages"][0].clone()
}

fn mention(id: &str, handle: &str, name: &str) -> String {
    format!(
        "<a class=\"mention\" data-member=\"{id}\" dir=\"auto\" title=\"@{handle}\" href=\"/people/{id}\">@{name}</a>"
    )
}

fn guest(natter: &Natter, handle: &str) -> Person {
    natter.join(&natter.invite(&["--role", "guest"]), handle)
}

/// A private room of the owner's and Ada's.
fn plans(natter: &Natter, owner: &Person, ada: &Person) -> Room {
    let room = natter.room(owner, "Plans", "private");
    natter.add(owner, &room, ada);
    room
}

#[test]
fn a_mention_has_the_name_of_now_everywhere() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let (mut bob_hears, welcome) = natter.listen(&bob);
    let (room, bobs) = (ada_says.room.clone(), me(&welcome));
    let sent = say(&mut ada_says.socket, &room, "hi @bob, and @nobody-here");
    let html = format!(
        "<p>hi {}, and @nobody-here</p>",
        mention(&bobs, "bob", "bob")
    );
    assert_eq!(sent["html"], html);
    assert_eq!(sent["mentions"], json!([{"member": bobs}]));
    assert!(sent.get("not_told").is_none(), "{sent}");
    let heard = bob_hears.event("message");
    assert_eq!(
        (&heard["html"], &heard["mentions"]),
        (&sent["html"], &sent["mentions"])
    );
    assert_eq!(last(&mut ada_says.socket, &room), heard);

    let renamed = bob_hears.ask(&json!(["set_name", {"name": "Bob & \"Co\" <b>"}]));
    assert!(renamed["ok"].is_object(), "{renamed}");
    let now = format!(
        "<p>hi {}, and @nobody-here</p>",
        mention(&bobs, "bob", "Bob &amp; \"Co\" &lt;b&gt;")
    );
    assert_eq!(last(&mut ada_says.socket, &room)["html"], now);
    let page = natter.page(&ada.cookie(), "/r/lobby").whole_body();
    assert!(page.contains(&now), "{page}");
    // To him it is marked.
    let page = natter.page(&bob.cookie(), "/r/lobby").whole_body();
    assert!(
        page.contains(&now.replace("mention\"", "mention me\"")),
        "{page}"
    );
    natter.stop();
}

#[test]
fn an_edit_mentions_others_and_a_deleted_message_nobody() {
    let (_folder, natter, _owner) = workspace_with_undo_for(0);
    let [ada, bob, cleo] = natter.members(["ada", "bob", "cleo"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let [bobs, cleos] = [&bob, &cleo].map(|who| me(&natter.listen(who).1));
    let room = ada_says.room.clone();
    let sent = say(&mut ada_says.socket, &room, "> @cleo\n\n@zanzibar @bob");
    assert_eq!(sent["mentions"], json!([{"member": bobs}]));
    let edit = json!(["edit", {"message": sent["id"], "body": "@cleo and `@bob`"}]);
    let edited = ada_says.socket.ask(&edit)["ok"].clone();
    assert_eq!(edited["mentions"], json!([{"member": cleos}]));
    let html = format!(
        "<p>{} and <code>@bob</code></p>",
        mention(&cleos, "cleo", "cleo")
    );
    assert_eq!(edited["html"], html);
    assert_eq!(last(&mut ada_says.socket, &room), edited);
    let mut database = Database::open(&natter.data);
    assert_eq!(database.count("mentions"), 1);
    let deleted = ada_says
        .socket
        .ask(&json!(["delete", {"message": sent["id"]}]));
    assert!(deleted["ok"].get("mentions").is_none(), "{deleted}");
    assert_eq!(database.count("mentions"), 0);
    await_gone(&natter.data, &["zanzibar"]);
    natter.stop();
}

#[test]
fn whoever_is_not_in_the_room_is_not_told_and_only_the_author_learns_that() {
    let (_folder, natter, owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let room = plans(&natter, &owner, &ada);
    let (mut ada_says, _) = natter.listen(&ada);
    let (mut owner_hears, _) = natter.listen(&owner);
    let (_, welcome) = natter.listen(&bob);
    let sent = say(&mut ada_says, &room.id, "ask @bob");
    assert_eq!(
        sent["not_told"],
        json!([{"text": "@bob", "reason": "not_in_room"}])
    );
    assert!(
        sent.get("html").is_none() && sent.get("mentions").is_none(),
        "{sent}"
    );
    let heard = owner_hears.event("message");
    assert!(!heard.to_string().contains(&me(&welcome)), "{heard}");

    // The same without a script.
    let form = |body: &str| format!("client_id={}&body={body}", Uuid::new_v4());
    let path = format!("/r/{}/messages", room.id);
    let leads = natter.does(&ada, &path, &form("and+%40bob"));
    assert!(
        leads.starts_with(&format!("/r/{}?sent=", room.slug)),
        "{leads}"
    );
    let says = "is not in this room, and was not notified.";
    let page = natter.page(&ada.cookie(), &leads).whole_body();
    assert!(page.contains(says) && page.contains("Add @bob"), "{page}");
    let page = natter.page(&owner.cookie(), &leads).whole_body();
    assert!(!page.contains(says), "{page}");
    // The button leads back into the room.
    let back = natter.does(&ada, &format!("/r/{}/add", room.id), "back=yes&person=bob");
    assert_eq!(back, format!("/r/{}", room.id));
    let leads = natter.does(&ada, &path, &form("now+%40bob"));
    assert_eq!(leads, format!("/r/{}", room.slug));
    let heard = last(&mut ada_says, &room.id);
    assert_eq!(heard["mentions"], json!([{"member": me(&welcome)}]));
    natter.stop();
}

#[test]
fn to_guests_and_visitors_whoever_is_elsewhere_does_not_exist() {
    let (_folder, natter, owner) = workspace();
    let [ada, _bob] = natter.members(["ada", "bob"]);
    let room = plans(&natter, &owner, &ada);
    let gus = guest(&natter, "gus");
    natter.add(&owner, &room, &gus);
    let (mut gus_says, welcome) = natter.listen(&gus);
    let sent = say(&mut gus_says, &room.id, "@bob @nobody @all #lobby @ada");
    assert_eq!(
        sent["not_told"],
        json!([{"text": "@all", "reason": "not_allowed"}])
    );
    let html = sent["html"].as_str().expect("markup");
    assert!(
        html.starts_with("<p>@bob @nobody @all #lobby <a "),
        "{html}"
    );
    assert_eq!(sent["mentions"].as_array().map(Vec::len), Some(1));
    drop(welcome);

    let visitor = natter.token();
    let mut socket = Socket::open(&natter);
    let auth = json!({"token": visitor}).to_string();
    let welcome = socket.join_chat(&auth).expect("welcome");
    let lobby = welcome["rooms"][0]["id"].as_str().expect("an id");
    let sent = say(&mut socket, lobby, "@ada @all");
    assert!(
        sent.get("html").is_none() && sent.get("not_told").is_none(),
        "{sent}"
    );
    natter.stop();
}

#[test]
fn a_room_is_a_link_unless_it_is_private() {
    let (_folder, natter, owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let (design, secret) = (
        natter.room(&owner, "Design", "public"),
        plans(&natter, &owner, &ada),
    );
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let room = ada_says.room.clone();
    let link = |room: &Room, text: &str| {
        let id = &room.id;
        format!("<a class=\"mention\" data-room=\"{id}\" dir=\"auto\" href=\"/r/{id}\">{text}</a>")
    };
    let body = format!("see #Design. or #{} or #none", secret.slug);
    let sent = say(&mut ada_says.socket, &room, &body);
    let html = format!(
        "<p>see {}. or #{} or #none</p>",
        link(&design, "#Design"),
        secret.slug
    );
    assert_eq!(sent["html"], html);
    assert!(
        sent.get("mentions").is_none() && sent.get("not_told").is_none(),
        "{sent}"
    );
    // Everybody who reads it there knows of it.
    let body = format!("#{}", secret.slug);
    let sent = say(&mut ada_says.socket, &secret.id, &body);
    assert_eq!(sent["html"], format!("<p>{}</p>", link(&secret, &body)));
    natter.stop();
}

#[test]
fn everyone_in_a_large_room_is_mentioned_only_when_that_is_confirmed() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let room = ada_says.room.clone();
    let sent = say(&mut ada_says.socket, &room, "@here @Everyone");
    assert_eq!(sent["mentions"], json!(["here", "all"]));
    let many = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)
                INSERT INTO members (id, name, created_at, role, handle, handle_key)
                SELECT randomblob(16), 'P' || i, 0, 'member', 'p' || i, 'p' || i FROM n";
    Database::change(&natter.data, many);
    let client_id = Uuid::new_v4();
    let mut packet = json!(["send", {"room": room, "client_id": client_id, "body": "@all"}]);
    let refused = ada_says.socket.ask(&packet);
    assert_eq!(code(&refused), "confirmation_required");
    let words = refused["error"]["message"].as_str().expect("words");
    assert!(words.contains("51 people"), "{words}");
    // In code and quotes it mentions nobody anew.
    say(&mut ada_says.socket, &room, "`@all`");
    packet[1]["confirmed"] = json!(true);
    let sent = ada_says.socket.ask(&packet);
    assert_eq!(sent["ok"]["mentions"], json!(["all"]));

    let form = format!("client_id={}&body=%40all", Uuid::new_v4());
    let path = format!("/r/{room}/messages");
    let asked = natter.post(&path, &ada.cookie(), &form);
    assert_eq!(asked.status, 409);
    assert!(asked.whole_body().contains("name=\"confirmed\""));
    natter.does(&ada, &path, &format!("{form}&confirmed=yes"));
    natter.stop();
}

/// Who is mentioned is looked up first, which must not cost a message its place.
#[test]
fn messages_with_mentions_keep_their_order_among_others() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let (mut bob_hears, _) = natter.listen(&bob);
    let texts: Vec<String> = (0..20)
        .map(|n| {
            if n % 2 == 0 {
                format!("{n} @bob")
            } else {
                n.to_string()
            }
        })
        .collect();
    for text in &texts {
        let event = send(&ada_says.room, text);
        ada_says.socket.text(&format!("42/chat,{event}"));
    }
    for text in &texts {
        assert_eq!(bob_hears.event("message")["content"]["text"], *text);
    }
    natter.stop();
}
