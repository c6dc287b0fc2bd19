//! The people of a room: in pages, however many they are.

use crate::support::{
    Natter,
    database::Database,
    people::{Person, Room, me},
    rooms::workspace,
};

/// People on a page.
const PAGE: usize = 100;

/// So many people `crew-0001`, `crew-0002`, … with that role.
fn crew(natter: &Natter, number: usize, role: &str) {
    let statement = format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number})
         INSERT INTO members
             (id, name, folded_name, created_at, role, handle, handle_key, folded_handle)
         SELECT randomblob(16), printf('Crew %04d', i), printf('crew %04d', i), 0, '{role}',
                printf('crew-%04d', i), printf('crew-%04d', i), printf('crew-%04d', i)
         FROM n"
    );
    Database::change(&natter.data, &statement);
}

/// Puts all of them into a room.
fn board(natter: &Natter, room: &Room) {
    let id = room.id.replace('-', "");
    let statement = format!(
        "INSERT INTO memberships (room, member, role, joined_at)
         SELECT x'{id}', id, 'member', 0 FROM members WHERE handle LIKE 'crew-%'"
    );
    Database::change(&natter.data, &statement);
}

/// Who stands on a page of a room's people, by handle, and the way to the next page.
fn page(natter: &Natter, who: &Person, path: &str) -> (Vec<String>, Option<String>) {
    let page = natter.page(&who.cookie(), path);
    assert_eq!(page.status, 200, "{path}");
    let body = page.whole_body();
    let (_, people) = body.split_once("id=\"people\"").expect("people");
    let (people, _) = people.split_once("</section>").expect("an end");
    let handles = people.split("href=\"/people/").skip(1);
    let handles = handles.map(|rest| rest.split('"').next().expect("a handle").to_owned());
    let next = people.split_once("rel=\"next\" href=\"");
    let next = next.map(|(_, rest)| rest.split('"').next().expect("an address"));
    (
        handles.collect(),
        next.map(|next| next.replace("&amp;", "&").replace("#people", "")),
    )
}

/// All people of a room, page by page.
fn all_pages(natter: &Natter, who: &Person, first: &str) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut path = Some(first.to_owned());
    while let Some(next) = path {
        let (people, following) = page(natter, who, &next);
        pages.push(people);
        path = following;
    }
    pages
}

fn lengths(pages: &[Vec<String>]) -> Vec<usize> {
    pages.iter().map(Vec::len).collect()
}

#[test]
fn the_people_of_a_room_come_in_pages_and_nobody_is_left_out_or_shown_twice() {
    let (_folder, natter, owner) = workspace();
    let room = natter.room(&owner, "Deck", "private");
    crew(&natter, 2 * PAGE + 30, "member");
    board(&natter, &room);
    let pages = all_pages(&natter, &owner, &format!("/r/{}/settings", room.slug));
    assert_eq!(lengths(&pages), [PAGE, PAGE, 31]);
    let mut handles = pages.concat();
    assert_eq!(handles.pop().as_deref(), Some("olive"));
    let expected: Vec<_> = (1..=2 * PAGE + 30)
        .map(|n| format!("crew-{n:04}"))
        .collect();
    assert_eq!(handles, expected);
    let first = natter
        .page(&owner.cookie(), &format!("/r/{}/settings", room.slug))
        .whole_body();
    assert!(first.contains("231 people"), "all are counted");
    natter.stop();
}

#[test]
fn a_page_that_is_just_full_is_the_last() {
    let (_folder, natter, owner) = workspace();
    let room = natter.room(&owner, "Deck", "public");
    crew(&natter, PAGE - 1, "member");
    board(&natter, &room);
    let pages = all_pages(&natter, &owner, &format!("/r/{}/settings", room.slug));
    assert_eq!(lengths(&pages), [PAGE]);
    natter.stop();
}

#[test]
fn everybody_of_the_workspace_and_its_guests_are_in_an_open_room() {
    let (_folder, natter, owner) = workspace();
    natter.token();
    let guests = natter.invite(&["--role", "guest"]);
    let [inside, outside] = ["gus", "zoe"].map(|name| natter.join(&guests, name));
    let lobby = Room {
        id: String::new(),
        slug: "lobby".into(),
    };
    natter.add(&owner, &lobby, &inside);
    crew(&natter, 2 * PAGE, "member");
    let pages = all_pages(&natter, &owner, "/r/lobby/settings");
    assert_eq!(lengths(&pages), [PAGE, PAGE, 2]);
    assert_eq!(pages[2], ["gus", "olive"]);
    assert!(!pages.concat().contains(&outside.handle));
    natter.stop();
}

#[test]
fn a_search_finds_people_of_a_room_beyond_its_first_page_and_nobody_else() {
    let (_folder, natter, owner) = workspace();
    let room = natter.room(&owner, "Deck", "private");
    crew(&natter, 2 * PAGE + 30, "member");
    board(&natter, &room);
    let [outside] = natter.members(["crew-9"]);
    let found = |query: &str| {
        all_pages(
            &natter,
            &owner,
            &format!("/r/{}/settings?q={query}", room.slug),
        )
    };
    assert_eq!(found("crew-0219"), [["crew-0219"]]);
    assert_eq!(found("CREW+0007"), [["crew-0007"]]);
    // What was searched for goes along to the next page.
    assert_eq!(lengths(&found("crew")), [PAGE, PAGE, 30]);
    assert_eq!(found(&outside.handle), [Vec::<String>::new()]);
    assert_eq!(found("%25"), [Vec::<String>::new()], "as it is written");
    let page = natter.page(
        &owner.cookie(),
        &format!("/r/{}/settings?q=nobody", room.slug),
    );
    assert!(page.whole_body().contains("No people match “nobody”"));
    natter.stop();
}

/// The first form with that action, as a browser sends it.
fn sent(body: &str, action: &str) -> String {
    let (_, form) = body
        .split_once(&format!("action=\"{action}\""))
        .expect("a form");
    let (form, _) = form.split_once("</form>").expect("an end");
    let attribute = |input: &str, name: &str| {
        let (_, rest) = input
            .split_once(&format!("{name}=\""))
            .expect("an attribute");
        rest.split('"').next().expect("a value").to_owned()
    };
    let fields = form.split("<input").skip(1);
    let fields =
        fields.map(|input| format!("{}={}", attribute(input, "name"), attribute(input, "value")));
    fields.collect::<Vec<_>>().join("&")
}

#[test]
fn a_form_beside_a_person_comes_back_to_the_list_in_which_they_stand() {
    let (_folder, natter, owner) = workspace();
    let room = natter.room(&owner, "Deck", "private");
    crew(&natter, 2 * PAGE, "member");
    board(&natter, &room);
    for (query, form, leads) in [
        ("", "role", "?done=role"),
        ("?after=100", "role", "?done=role&after=100&q=#people"),
        (
            "?q=crew-01&after=0",
            "role",
            "?done=role&after=0&q=crew%2D01#people",
        ),
        (
            "?q=crew-0200",
            "remove",
            "?done=remove&after=0&q=crew%2D0200#people",
        ),
    ] {
        let list = format!("/r/{}/settings{query}", room.slug);
        let body = natter.page(&owner.cookie(), &list).whole_body();
        // The form names the room for good, and its answer leads on to where the room is.
        let action = format!("/r/{}/{form}", room.id);
        let led = natter.does(&owner, &action, &sent(&body, &action));
        assert_eq!(led, format!("/r/{}/settings{leads}", room.id), "{query}");
        let (path, part) = led.split_once('#').unwrap_or((&led, ""));
        let page = natter.page(&owner.cookie(), path);
        let led = page.header("location").expect("its address");
        let here = leads.trim_end_matches("#people");
        assert_eq!(led, format!("/r/{}/settings{here}", room.slug), "{part}");
    }
    assert!(
        !all_pages(&natter, &owner, &format!("/r/{}/settings", room.slug))
            .concat()
            .contains(&"crew-0200".into())
    );
    let beyond = natter
        .page(
            &owner.cookie(),
            &format!("/r/{}/settings?after=900", room.slug),
        )
        .whole_body();
    assert!(beyond.contains("There is no one on this page any more."));
    natter.stop();
}

#[test]
fn only_who_is_not_in_a_room_is_offered_to_be_added() {
    let (_folder, natter, owner) = workspace();
    let room = natter.room(&owner, "Deck", "private");
    crew(&natter, 2 * PAGE, "member");
    board(&natter, &room);
    natter.members(["zoe"]);
    let body = natter
        .page(&owner.cookie(), &format!("/r/{}/settings", room.slug))
        .whole_body();
    let (_, offered) = body.split_once("<datalist").expect("a list");
    let (offered, _) = offered.split_once("</datalist>").expect("an end");
    let handles: Vec<_> = offered.split("value=\"").skip(1).collect();
    assert_eq!(handles.len(), 1, "{offered}");
    assert!(handles[0].starts_with("zoe"));
    natter.stop();
}

#[test]
fn what_is_done_twice_by_a_double_click_is_done_and_no_mistake() {
    let (_folder, natter, olive) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let room = natter.room(&olive, "Plans", "private");
    for whom in [&ada, &bob] {
        natter.add(&olive, &room, whom);
    }
    let path = |way: &str| format!("/r/{}/{way}", room.slug);
    let bob_id = me(&natter.listen(&bob).1);
    for _ in 0..2 {
        assert_eq!(natter.does(&ada, &path("leave"), ""), "/rooms?done=left");
        let removed = natter.does(&olive, &path("remove"), &format!("person={bob_id}"));
        assert!(removed.ends_with("?done=remove"), "{removed}");
    }
    assert_eq!(
        natter.does(&olive, &path("delete"), "confirm=Plans"),
        "/rooms?done=deleted"
    );
    assert_eq!(
        natter.does(&olive, &path("delete"), "confirm=Plans"),
        "/rooms?done=gone"
    );
    // In an open room everybody is, and nobody of the workspace is taken out.
    let refused = natter.post(
        "/r/lobby/remove",
        &olive.cookie(),
        &format!("person={bob_id}"),
    );
    assert_eq!(refused.status, 404, "{refused:?}");
    assert_eq!(natter.post("/r/lobby/leave", &bob.cookie(), "").status, 403);
    natter.stop();
}

#[test]
fn nobody_becomes_an_admin_of_a_room_who_is_not_there() {
    let (_folder, natter, olive) = workspace();
    let form = format!("person={}&role=admin", uuid::Uuid::new_v4());
    for slug in [
        "lobby".to_owned(),
        natter.room(&olive, "Plans", "public").slug,
    ] {
        let refused = natter.post(&format!("/r/{slug}/role"), &olive.cookie(), &form);
        assert_eq!(refused.status, 404, "{slug}: {refused:?}");
    }
    natter.stop();
}

#[test]
fn who_no_longer_looks_after_an_open_room_is_told_so() {
    let (_folder, natter, olive) = workspace();
    let [bob] = natter.members(["bob"]);
    let (mut bob_hears, welcome) = natter.listen(&bob);
    let person = format!("person={}", me(&welcome));
    natter.does(&olive, "/r/lobby/role", &format!("{person}&role=admin"));
    bob_hears.assert_closed();
    let (mut bob_hears, welcome) = natter.listen(&bob);
    assert_eq!(welcome["administered"].as_array().map(Vec::len), Some(1));
    natter.does(&olive, "/r/lobby/remove", &person);
    bob_hears.assert_closed();
    assert!(natter.listen(&bob).1.get("administered").is_none());
    natter.stop();
}
