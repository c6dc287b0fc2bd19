//! Addresses of rooms: former ones, those of pages that are still open, and names that say nothing of a
//! private room.

use crate::support::{
    people::{Room, me, send},
    rooms::workspace,
};
use serde_json::json;

#[test]
fn what_is_done_at_a_former_address_is_told_at_the_new_one() {
    let (_folder, natter, owner) = workspace();
    natter.room(&owner, "Design", "public");
    natter.does(&owner, "/r/design/edit", "name=Paint");
    let led = natter.does(&owner, "/r/design/preferences", "muted=on");
    let page = natter.page(&owner.cookie(), &led);
    let led = page.header("location").map(ToOwned::to_owned);
    assert_eq!(led.as_deref(), Some("/r/paint/settings?done=preferences"));
    let page = natter.page(&owner.cookie(), &led.expect("an address"));
    assert!(page.whole_body().contains("Saved."));
    let page = natter.page(&owner.cookie(), "/r/design/settings?done=%0Anothing");
    let led = page.header("location");
    assert_eq!(led, Some("/r/paint/settings?done=%0Anothing"));
    natter.stop();
}

#[test]
fn the_name_of_a_private_room_is_free_for_others_and_they_do_not_learn_of_it() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let hidden = natter.room(&ada, "Layoffs", "private");
    assert_eq!(natter.room(&bob, "Layoffs", "public").slug, "layoffs");
    let notes = natter.room(&bob, "Notes", "public");
    let renamed = natter.does(&ada, &format!("/r/{}/edit", hidden.slug), "name=Salaries");
    assert!(renamed.starts_with("/r/salaries-"), "{renamed}");
    natter.does(&bob, &format!("/r/{}/edit", notes.slug), "name=Salaries");
    assert_eq!(natter.page(&bob.cookie(), "/r/salaries").status, 200);

    // Nor of one that was public; its old address is theirs who take it.
    let room = natter.room(&ada, "Plans", "public");
    natter.does(&ada, "/r/plans/kind", "kind=private");
    let page = natter.page(&ada.cookie(), "/r/plans");
    let now = page.header("location").expect("it leads on").to_owned();
    assert!(now.starts_with("/r/plans-"), "{now}");
    assert_eq!(natter.page(&bob.cookie(), "/r/plans").status, 404);
    let theirs = natter.room(&bob, "Plans", "public");
    assert_eq!(theirs.slug, "plans");
    let (mut ada_hears, _) = natter.listen(&ada);
    assert!(ada_hears.ask(&send(&room.id, "still here"))["ok"].is_object());
    assert_eq!(natter.page(&ada.cookie(), &now).status, 200);
    // Public again, its name is taken as any other's is.
    let led = natter.does(&ada, &format!("{now}/kind"), "kind=public");
    let page = natter.page(&ada.cookie(), &led);
    let led = page.header("location").unwrap_or(&led);
    assert!(led.starts_with("/r/plans-2/"), "{led}");
    natter.stop();
}

#[test]
fn who_was_taken_out_of_the_room_they_made_is_not_led_to_it_by_the_old_form() {
    let (_folder, natter, owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let id = uuid::Uuid::new_v4();
    let form = format!("id={id}&name=Plans&kind=private");
    let made = natter.does(&ada, "/rooms", &form);
    assert_eq!(
        natter.does(&ada, "/rooms", &form),
        made,
        "sent twice it is one room"
    );
    let room = Room {
        id: id.to_string(),
        slug: made.trim_start_matches("/r/").to_owned(),
    };
    natter.add(&ada, &room, &owner);
    let role = format!("person={}&role=admin", me(&natter.listen(&owner).1));
    natter.does(&ada, &format!("{made}/role"), &role);
    natter.remove(&owner, &room, &me(&natter.listen(&ada).1));
    assert_eq!(natter.post("/rooms", &ada.cookie(), &form).status, 404);
    natter.stop();
}

#[test]
fn a_form_of_a_page_that_is_still_open_reaches_its_room_and_no_other_at_its_address() {
    let (_folder, natter, owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let plans = natter.room(&ada, "Plans", "public");
    natter.add(&ada, &plans, &owner);
    let action_of = |page: &str| {
        let (_, rest) = page.split_once("id=\"composer\"").expect("a composer");
        let (_, rest) = rest.split_once("action=\"").expect("an action");
        rest.split('"').next().expect("a path").to_owned()
    };
    let page = natter.page(&ada.cookie(), "/r/plans").whole_body();
    natter.does(&ada, "/r/plans/kind", "kind=private");
    let other = natter.room(&bob, "Plans", "public");
    assert_eq!(other.slug, "plans");
    natter.does(&ada, "/r/plans/join", "");
    let led = natter.does(
        &ada,
        &action_of(&page),
        "client_id=client-0001&body=among+us",
    );
    assert!(led.starts_with("/r/plans-"), "{led}");
    let count = |room: &Room| {
        let (mut socket, _) = natter.listen(&ada);
        socket.ask(&json!(["history", {"room": room.id}]))["ok"]["head"].clone()
    };
    assert_eq!((count(&plans), count(&other)), (json!(1), json!(0)));
    // An id in the workspace of an address leads on to it, or nowhere.
    let page = natter.page(&ada.cookie(), &format!("/r/{}", plans.id));
    assert_eq!(page.header("location"), Some(&*led));
    for id in [plans.id.clone(), uuid::Uuid::new_v4().to_string()] {
        assert_eq!(natter.page(&bob.cookie(), &format!("/r/{id}")).status, 404);
    }
    natter.stop();
}

#[test]
fn no_name_that_is_tried_tells_of_a_private_room() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let hidden = natter.room(&ada, "Layoffs", "private");
    // With the very address, as somebody knows it who was in the room, and with one that is free.
    let tried = |name: &str| natter.room(&bob, name, "public").slug;
    let taken = hidden.slug.replace('-', " ");
    assert_eq!(tried(&taken), format!("{}-2", hidden.slug));
    assert_eq!(tried("Layoffs 0a1b2c3d"), "layoffs-0a1b2c3d-2");
    // Each time it gets another.
    let rename = |name: &str| natter.does(&ada, &format!("/r/{}/edit", hidden.id), name);
    rename("name=Salaries");
    rename("name=Layoffs");
    let page = natter.page(&ada.cookie(), &format!("/r/{}", hidden.id));
    let now = page.header("location").expect("its address");
    assert!(
        now.starts_with("/r/layoffs-") && !now.ends_with(&hidden.slug),
        "{now}"
    );
    natter.stop();
}
