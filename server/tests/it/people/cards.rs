//! People's cards: found by handle or id, and what admins can do against those without an account.

use crate::support::{
    Natter, Response,
    people::{PASSWORD, Person, me},
    rooms::{Speaker, workspace},
};
use uuid::Uuid;

/// A visitor of the lobby, and their id.
fn visitor(natter: &Natter) -> (Person, String) {
    let visitor = Person {
        handle: String::new(),
        token: natter.token(),
    };
    let id = me(&natter.listen(&visitor).1);
    (visitor, id)
}

fn card(natter: &Natter, who: &Person, name: &str) -> Response {
    natter.page(&who.cookie(), &format!("/people/{name}"))
}

#[test]
fn who_has_a_handle_is_found_by_their_id_too_and_what_is_hidden_stays_hidden() {
    let (_folder, natter, olive) = workspace();
    let [ada] = natter.members(["ada"]);
    let guest = natter.join(&natter.invite(&["--role", "guest"]), "gus");
    let id = me(&natter.listen(&ada).1);
    let found = card(&natter, &olive, &id);
    assert_eq!(
        (found.status, found.header("location")),
        (303, Some("/people/ada"))
    );
    for name in [&*id, "ada", &Uuid::new_v4().to_string()] {
        assert_eq!(card(&natter, &guest, name).status, 404, "{name}");
    }
    // Thirty-two digits are a handle, and nobody's.
    assert_eq!(card(&natter, &olive, &id.replace('-', "")).status, 404);
    let done = natter.does(&olive, &format!("/people/{id}/ignore"), "");
    let page = natter.page(&olive.cookie(), &done);
    assert_eq!(page.header("location"), Some("/people/ada?done=ignore"));
    assert!(
        card(&natter, &olive, "ada")
            .whole_body()
            .contains("You ignore this person")
    );
    natter.stop();
}

#[test]
fn a_visitor_is_ignored_and_kept_out_by_their_card() {
    let (_folder, natter, olive) = workspace();
    let [ada] = natter.members(["ada"]);
    let (visitor, id) = visitor(&natter);
    Speaker::in_the_lobby(&natter, &visitor).say("buy my boats");
    let lobby = natter.page(&ada.cookie(), "/r/lobby").whole_body();
    assert!(lobby.contains(&format!("href=\"/people/{id}\"")), "{lobby}");
    natter.does(&ada, &format!("/people/{id}/ignore"), "");
    let lobby = natter.page(&ada.cookie(), "/r/lobby").whole_body();
    assert!(lobby.contains("Message from someone you ignore"), "{lobby}");

    let theirs = card(&natter, &ada, &id).whole_body();
    assert!(
        theirs.contains("Visitor") && !theirs.contains("/ban"),
        "{theirs}"
    );
    let theirs = card(&natter, &olive, &id).whole_body();
    assert!(theirs.contains("127.0.0.0/24"), "{theirs}");
    for way in ["reset-link", "deactivate", "role"] {
        assert!(!theirs.contains(&format!("/{way}\"")), "{way}");
    }
    let refused = natter.post(&format!("/people/{id}/ban"), &ada.cookie(), "reason=spam");
    assert_eq!(refused.status, 403, "{refused:?}");

    let (mut hears, _) = natter.listen(&visitor);
    let ban = "reason=spam&days=1&addresses=on";
    natter.does(&olive, &format!("/people/{id}/ban"), ban);
    hears.assert_closed();
    assert_ne!(natter.page(&visitor.cookie(), "/r/lobby").status, 200);
    assert_eq!(natter.post("/visit", "", "").status, 403, "nor as another");
    let bans = natter.page(&olive.cookie(), "/workspace/bans").whole_body();
    assert!(bans.contains(&format!("/people/{id}/unban")), "{bans}");
    assert!(bans.contains("127.0.0.0/24"), "{bans}");
    natter.does(&olive, &format!("/people/{id}/unban"), "");
    assert_eq!(natter.post("/visit", "", "").status, 303);
    natter.stop();
}

#[test]
fn a_visitor_sees_names_without_links_as_they_see_nobodys_card() {
    let (_folder, natter, olive) = workspace();
    Speaker::in_the_lobby(&natter, &olive).say("welcome");
    let (visitor, _) = visitor(&natter);
    let lobby = natter.page(&visitor.cookie(), "/r/lobby").whole_body();
    assert!(
        lobby.contains("welcome") && !lobby.contains("href=\"/people/"),
        "{lobby}"
    );
    natter.stop();
}

#[test]
fn the_form_for_a_ban_says_which_addresses_it_would_keep_out() {
    let (_folder, natter, olive) = workspace();
    let [ada] = natter.members(["ada"]);
    let page = card(&natter, &olive, "ada").whole_body();
    assert!(page.contains("name=\"addresses\"") && page.contains("127.0.0.0/24"));
    natter.does(&ada, "/sign-out", "");
    let page = card(&natter, &olive, "ada").whole_body();
    assert!(!page.contains("name=\"addresses\""), "{page}");
    assert!(page.contains("not signed in anywhere"), "{page}");
    natter.sign_in("ada", PASSWORD);
    natter.stop();
}

#[test]
fn a_guest_in_the_lobby_ignores_a_visitor_and_a_handle_of_other_letters_stands_in_addresses() {
    let (_folder, natter, olive) = workspace();
    let guest = natter.join(&natter.invite(&["--role", "guest"]), "gus");
    natter.does(&olive, "/r/lobby/add", "person=gus");
    let (_, id) = visitor(&natter);
    assert_eq!(card(&natter, &guest, &id).status, 200);
    natter.does(&guest, &format!("/people/{id}/ignore"), "");

    let ulf = natter.join(&natter.invite(&[]), "\u{fc}lf");
    let id = me(&natter.listen(&ulf).1);
    let led = card(&natter, &olive, &id);
    assert_eq!(led.header("location"), Some("/people/%C3%BClf"));
    assert_eq!(card(&natter, &olive, "%C3%BClf").status, 200);
    let done = natter.does(&olive, "/people/%C3%BClf/ignore", "");
    assert_eq!(done, "/people/%C3%BClf?done=ignore");
    natter.stop();
}
