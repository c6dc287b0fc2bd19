//! People and rooms are found and sorted without case and accents, in every script.

use crate::support::{Natter, people::Person, rooms::workspace};

/// Bytes for a form, however they are written.
fn escaped(words: &str) -> String {
    words.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn named(natter: &Natter, who: &Person, name: &str) {
    let form = format!("name={}", escaped(name));
    natter.does(who, "/settings/profile", &form);
}

/// Which of these a page shows below its heading, in its order.
fn shown<'a>(natter: &Natter, who: &Person, path: &str, names: &[&'a str]) -> Vec<&'a str> {
    let page = natter.page(&who.cookie(), path);
    assert_eq!(page.status, 200, "{path}");
    let body = page.whole_body();
    let (_, list) = body.split_once("<main").expect("a page");
    let mut found: Vec<_> = names
        .iter()
        .filter_map(|name| Some((list.find(&format!(">{name}<"))?, *name)))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, name)| name).collect()
}

#[test]
fn people_are_found_and_sorted_with_or_without_accents() {
    let (_folder, natter, olive) = workspace();
    let people = natter.members(["p1", "p2", "p3", "p4", "p5"]);
    let names = ["Élodie", "Жанна", "Straße", "eve", "Ångström"];
    for (person, name) in people.iter().zip(names) {
        named(&natter, person, name);
    }
    for (words, name) in [
        ("жанна", "Жанна"),
        ("ЖАННА", "Жанна"),
        ("élodie", "Élodie"),
        ("elodie", "Élodie"),
        ("E\u{301}LODIE", "Élodie"),
        ("STRASSE", "Straße"),
        ("angstrom", "Ångström"),
        ("\u{212B}ngstro\u{308}m", "Ångström"),
    ] {
        for path in ["/workspace/people", "/direct/new", "/r/lobby/settings"] {
            let path = format!("{path}?q={}", escaped(words));
            assert_eq!(
                shown(&natter, &olive, &path, &names),
                [name],
                "{path} {words}"
            );
        }
    }
    let sorted = ["Ångström", "Élodie", "eve", "Straße", "Жанна"];
    for path in ["/workspace/people", "/direct/new", "/r/lobby/settings"] {
        assert_eq!(shown(&natter, &olive, path, &names), sorted, "{path}");
    }
    natter.stop();
}

#[test]
fn rooms_are_found_and_sorted_with_or_without_accents() {
    let (_folder, natter, olive) = workspace();
    let names = ["Zoo", "Ödland", "Олени", "Ёлки", "oak"];
    for name in names {
        let id = uuid::Uuid::new_v4();
        let form = format!("id={id}&name={}&kind=public", escaped(name));
        natter.does(&olive, "/rooms", &form);
    }
    for (words, name) in [("елки", "Ёлки"), ("ОЛЕНИ", "Олени"), ("odland", "Ödland")]
    {
        for path in ["/rooms", "/rooms/mine"] {
            let path = format!("{path}?q={}", escaped(words));
            assert_eq!(
                shown(&natter, &olive, &path, &names),
                [name],
                "{path} {words}"
            );
        }
    }
    let sorted = ["oak", "Ödland", "Zoo", "Ёлки", "Олени"];
    for path in ["/rooms", "/rooms/mine"] {
        assert_eq!(shown(&natter, &olive, path, &names), sorted, "{path}");
    }
    let after = shown(&natter, &olive, "/rooms?after=zoo", &names);
    assert_eq!(after, ["Ёлки", "Олени"]);
    natter.stop();
}
