//! Messages that are passed on to another room.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{
    Natter, Response,
    database::Database,
    people::{Person, Room, me, room_of},
    rooms::{say, workspace},
    socket::Socket,
};

fn page_of(message: &Value) -> String {
    format!("/m/{}/forward", message["id"].as_str().expect("an id"))
}

fn last(socket: &mut Socket, room: &str) -> Value {
    let page = socket.ask(&json!(["history", {"room": room, "limit": 1}]));
    page["ok"]["messages"][0].clone()
}

fn forward(natter: &Natter, by: &Person, message: &Value, to: &str, more: &str) -> Response {
    let form = format!("client_id={}&room={to}{more}", Uuid::new_v4());
    natter.post(&page_of(message), &by.cookie(), &form)
}

/// A private room of Ada's and the owner's, with a message of the owner's.
fn plans(natter: &Natter, owner: &Person, ada: &Person, body: &str) -> (Room, Value) {
    let room = natter.room(owner, "Plans", "private");
    natter.add(owner, &room, ada);
    let sent = say(&mut natter.listen(owner).0, &room.id, body);
    (room, sent)
}

#[test]
fn a_forwarded_message_is_a_quote_with_its_author_and_its_link() {
    let (_folder, natter, owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let design = natter.room(&owner, "Design", "public");
    let (mut ada_hears, welcome) = natter.listen(&ada);
    let lobby = room_of(&welcome, "lobby").expect("the lobby");
    let (mut owner_says, _) = natter.listen(&owner);
    let sent = say(
        &mut owner_says,
        &design.id,
        "**Ship** it\n\n@ada, @all and @olive",
    );
    let form = natter.page(&ada.cookie(), &page_of(&sent)).whole_body();
    assert!(
        form.contains(&lobby) && !form.contains(&design.id),
        "she is not in it"
    );
    let done = forward(&natter, &ada, &sent, &lobby, "&comment=Seen+this%3F");
    assert_eq!(done.status, 303, "{done:?}");
    let heard = ada_hears.event("message");
    let leads = format!("/r/lobby?around={0}#m-{0}", heard["seq"]);
    assert_eq!(done.header("location"), Some(&*leads));
    let link = format!(
        "http://{}/m/{}",
        natter.address,
        sent["id"].as_str().expect("an id")
    );
    let text = format!(
        "Seen this?\n\n> **Olive** · [Show message]({link})\n>\n> **Ship** it\n> \n> @ada, @all and @olive"
    );
    assert_eq!(heard["content"]["text"], text);
    let html = heard["html"].as_str().expect("markup");
    assert!(
        html.contains("<blockquote>") && html.contains(&format!("href=\"{link}\"")),
        "{html}"
    );
    assert!(heard.get("mentions").is_none(), "{heard}");
    // The comment does notify.
    forward(&natter, &ada, &sent, &lobby, "&comment=%40olive%3F");
    let heard = ada_hears.event("message");
    assert_eq!(heard["mentions"].as_array().map(Vec::len), Some(1));
    natter.stop();
}

#[test]
fn what_was_said_in_private_leaves_the_room_only_if_that_was_asked() {
    let (_folder, natter, owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let (mut ada_hears, welcome) = natter.listen(&ada);
    let lobby = room_of(&welcome, "lobby").expect("the lobby");
    let (plans, sent) = plans(&natter, &owner, &ada, "under the third stone");
    let form = natter.page(&ada.cookie(), &page_of(&sent)).whole_body();
    assert!(form.contains("from a private room"), "{form}");
    let refused = forward(&natter, &ada, &sent, &lobby, "&comment=psst");
    assert_eq!(refused.status, 409);
    let body = refused.whole_body();
    assert!(body.contains("Confirm that you want to share") && body.contains("psst"));
    assert!(last(&mut ada_hears, &lobby).is_null());
    // Within its room nothing is told to others.
    assert_eq!(forward(&natter, &ada, &sent, &plans.id, "").status, 303);
    assert_eq!(
        forward(&natter, &ada, &sent, &lobby, "&leaves_room=yes").status,
        303
    );
    let told = last(&mut ada_hears, &lobby).to_string();
    assert!(
        told.contains("under the third stone") && !told.contains("Plans"),
        "{told}"
    );
    natter.stop();
}

#[test]
fn nobody_forwards_what_they_may_not_see_or_to_where_they_may_not_post() {
    let (_folder, natter, owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let (_, welcome) = natter.listen(&ada);
    let lobby = room_of(&welcome, "lobby").expect("the lobby");
    let (plans, sent) = plans(&natter, &owner, &ada, "under the third stone");
    let news = natter.room(&owner, "News", "public");
    let yes = "&leaves_room=yes";
    assert_eq!(forward(&natter, &bob, &sent, &lobby, yes).status, 404);
    for room in [&news.id, &Uuid::new_v4().to_string(), "nothing", ""] {
        let refused = forward(&natter, &ada, &sent, room, yes);
        assert_eq!(refused.status, 422, "{room}");
    }
    let odd = natter.post(
        &page_of(&sent),
        &ada.cookie(),
        &format!("room={lobby}{yes}"),
    );
    assert_eq!(odd.status, 422);
    let long = format!("{yes}&comment={}", "x".repeat(4_001));
    assert_eq!(forward(&natter, &ada, &sent, &lobby, &long).status, 422);

    natter.remove(&owner, &plans, &me(&welcome));
    assert_eq!(forward(&natter, &ada, &sent, &lobby, yes).status, 404);
    natter.add(&owner, &plans, &ada);
    let (mut owner_says, _) = natter.listen(&owner);
    owner_says.ask(&json!(["delete", {"message": sent["id"]}]));
    assert_eq!(forward(&natter, &ada, &sent, &lobby, yes).status, 404);
    assert_eq!(natter.page(&ada.cookie(), &page_of(&sent)).status, 404);
    let mut hears = natter.listen(&ada).0;
    assert!(last(&mut hears, &lobby).is_null());
    natter.stop();
}

#[test]
fn a_form_that_is_sent_twice_forwards_once() {
    let (_folder, natter, owner) = workspace();
    let room = natter.room(&owner, "Design", "public");
    let sent = say(&mut natter.listen(&owner).0, &room.id, "once");
    let form = format!("client_id={}&room={}", Uuid::new_v4(), room.id);
    let leads = natter.does(&owner, &page_of(&sent), &form);
    assert_eq!(natter.does(&owner, &page_of(&sent), &form), leads);
    assert_eq!(Database::open(&natter.data).count("messages"), 2);
    natter.stop();
}
