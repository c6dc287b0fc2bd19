//! The lists of addresses and events: on the page, and in the server.

use domain::authorise::Action;
use server::{http, realtime};

use crate::permissions::table::Table;

#[test]
fn the_page_lists_all_addresses_and_events() {
    let table = Table::read();
    let served: Vec<_> = http::routes()
        .into_iter()
        .map(|route| {
            (
                route.path.to_owned(),
                route.method.to_string(),
                route.needs.to_vec(),
            )
        })
        .collect();
    let listed: Vec<_> = table
        .routes
        .iter()
        .map(|one| (one.name.clone(), one.method.clone(), one.actions.clone()))
        .collect();
    assert_eq!(listed, served);
    let heard: Vec<_> = realtime::EVENTS
        .iter()
        .map(|(name, action)| ((*name).to_owned(), vec![*action]))
        .collect();
    let listed: Vec<_> = table
        .events
        .iter()
        .map(|one| (one.name.clone(), one.actions.clone()))
        .collect();
    assert_eq!(listed, heard);
    let of_events = heard.iter().flat_map(|(_, actions)| actions);
    let asked = served.iter().flat_map(|(_, _, actions)| actions);
    let asked: Vec<_> = asked.chain(of_events).collect();
    // The tutorial's clients have no address of their own; whoever is put into a room is asked about
    // beside the room, and whom a message mentions when it is posted.
    let others = [
        Action::SubscribeLobby,
        Action::SeeRoom,
        Action::AddPerson,
        Action::Mention,
        Action::MentionAll,
    ];
    for action in Action::ALL {
        let is_asked = asked.contains(&action) || others.contains(action);
        assert!(is_asked, "nothing asks for {}", action.name());
    }
}

/// An address or event that is served past the lists would be on no page.
#[test]
fn nothing_is_served_past_the_lists() {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let mut found = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(source)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("reads") {
            let path = entry.expect("reads").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("reads");
            let name = path
                .strip_prefix(source)
                .expect("below")
                .display()
                .to_string();
            for way in [
                ".route(",
                ".route_service(",
                ".nest",
                "socket.on(",
                "io.ns(",
            ] {
                let times = text.matches(way).count();
                found.extend((times > 0).then(|| format!("{times} {way} in {name}")));
            }
        }
    }
    found.sort();
    let known = [
        "1 .route( in http/routes.rs",
        "1 socket.on( in realtime/chat/mod.rs",
        "1 socket.on( in realtime/tutorial.rs",
        "2 .route_service( in realtime/mod.rs",
        "2 io.ns( in realtime/mod.rs",
        // Its own tests.
        "4 .route( in serve.rs",
    ];
    assert_eq!(found, known);
}
