//! Every question that can be put to the table in the code, answered as on the page.

use domain::authorise::{
    Action, Consent, RoomFacts, Target, Tie, Visitors, Who, WhomFacts, decide,
};
use protocol::{Place, Posting, Role, RoomKind, RoomState};

use super::table::{Answer, RoomCase, Table, WhomCase};

/// Whoever has no role here, and their column.
const OUTSIDERS: [(Who, &str); 3] = [
    (Who::Nobody, "nobody"),
    (Who::Banned, "banned"),
    (Who::Ended, "ended session"),
];

/// What can be in a room for each role, and the column.
const STANDINGS: [(Role, Option<Place>, &str); 12] = [
    (Role::Visitor, None, "visitor"),
    (Role::Guest, None, "guest outside"),
    (Role::Guest, Some(Place::Participant), "guest inside"),
    // What they were as members gives guests nothing.
    (Role::Guest, Some(Place::RoomAdmin), "guest inside"),
    (Role::Member, None, "member outside"),
    (Role::Member, Some(Place::Participant), "member inside"),
    (Role::Member, Some(Place::RoomAdmin), "room admin"),
    (Role::Admin, None, "admin outside"),
    (Role::Admin, Some(Place::Participant), "admin inside"),
    (Role::Admin, Some(Place::RoomAdmin), "admin inside"),
    (Role::Owner, None, "owner outside"),
    (Role::Owner, Some(Place::Participant), "owner inside"),
];

/// All rooms that there can be, as the code and as the page tells them apart.
fn rooms() -> Vec<(RoomFacts, RoomCase)> {
    let mut rooms = Vec::new();
    for (name, kind, visitors) in [
        ("open", RoomKind::Open, Visitors::Excluded),
        ("lobby", RoomKind::Open, Visitors::Welcome),
        ("closed lobby", RoomKind::Open, Visitors::Excluded),
        ("public", RoomKind::Public, Visitors::Excluded),
        ("private", RoomKind::Private, Visitors::Excluded),
        ("direct", RoomKind::Direct, Visitors::Excluded),
        ("group", RoomKind::Group, Visitors::Excluded),
    ] {
        for posting in [Posting::All, Posting::Admins] {
            if kind.is_direct() && posting == Posting::Admins {
                continue;
            }
            for state in [RoomState::Active, RoomState::Archived] {
                let facts = RoomFacts {
                    kind,
                    posting,
                    state,
                    visitors,
                    is_lobby: name.contains("lobby"),
                    place: None,
                };
                let case = RoomCase {
                    kind: name,
                    posting,
                    is_archived: state == RoomState::Archived,
                };
                rooms.push((facts, case));
            }
        }
    }
    rooms
}

/// All people that there can be for somebody of that role. Nobody but an owner meets the last one
/// as another, for whoever asks as an owner is one more.
fn people(asker: Option<Role>) -> Vec<(Tie, Role, bool)> {
    let mut people = Vec::new();
    for tie in [Tie::Oneself, Tie::SharesRoom, Tie::Stranger] {
        for role in Role::ALL {
            let is_oneself = tie == Tie::Oneself;
            if is_oneself && asker.is_some_and(|asker| asker != role) {
                continue;
            }
            people.push((tie, role, false));
            let another_owner = asker == Some(Role::Owner) && !is_oneself;
            if role == Role::Owner && !another_owner {
                people.push((tie, role, true));
            }
        }
    }
    people
}

fn person_column(role: Role, tie: Tie) -> Vec<&'static str> {
    match (role, tie) {
        (Role::Visitor, _) => vec!["visitor"],
        // Guests know themselves, whatever rooms they are in.
        (Role::Guest, Tie::Oneself) => vec!["guest, stranger", "guest, shares a room"],
        (Role::Guest, Tie::Stranger) => vec!["guest, stranger"],
        (Role::Guest, Tie::SharesRoom) => vec!["guest, shares a room"],
        (Role::Member, _) => vec!["member"],
        (Role::Admin, _) => vec!["admin"],
        (Role::Owner, _) => vec!["owner"],
    }
}

#[test]
fn the_code_decides_every_cell_as_the_page_says() {
    let table = Table::read();
    let mut wrong = Vec::new();
    let mut compare = |question: String, says: Answer, decides: Answer| {
        if says != decides {
            wrong.push(format!(
                "{question}: the page says {says:?}, the code {decides:?}"
            ));
        }
    };
    for &action in Action::ALL {
        let name = action.name();
        match (table.is_about_rooms(action), table.is_about_people(action)) {
            (true, true) => panic!("{name} is in the tables of rooms and of people"),
            (true, false) => {
                for (facts, case) in rooms() {
                    let mut ask = |who, place, column: &str| {
                        let target = Target::Room(RoomFacts { place, ..facts });
                        let question = format!("{name}, {case:?}, {column}");
                        let says = table.room(action, case, column);
                        compare(question, says, decide(action, who, target).into());
                    };
                    for (who, column) in OUTSIDERS {
                        ask(who, None, column);
                    }
                    for (role, place, column) in STANDINGS {
                        if column == "room admin" && facts.kind.is_direct() {
                            continue;
                        }
                        ask(Who::Here(role), place, column);
                    }
                }
            }
            (false, true) => {
                let roles = Role::ALL.into_iter().map(Some);
                let becomes: Vec<_> = match action {
                    Action::ChangeRole => roles.collect(),
                    _ => vec![None],
                };
                let consents: &[_] = match action {
                    Action::AddPerson => &[Consent::Given, Consent::Declined],
                    _ => &[Consent::Given],
                };
                let mut ask_with = |who, column: &str, (tie, role, last), becomes, consent| {
                    let whom = WhomFacts {
                        role,
                        becomes,
                        tie,
                        is_last_owner: last,
                        consent,
                    };
                    let case = WhomCase {
                        role,
                        is_oneself: tie == Tie::Oneself,
                        is_last_owner: last,
                        becomes,
                        declines: consent == Consent::Declined,
                    };
                    let question = format!("{name}, {case:?}, {column}");
                    let says = table.person(action, case, column);
                    let decides = decide(action, who, Target::Person(whom));
                    compare(question, says, decides.into());
                };
                let mut ask = |who, column: &str, whom, becomes| {
                    for consent in consents {
                        ask_with(who, column, whom, becomes, *consent);
                    }
                };
                for becomes in becomes {
                    for (who, column) in OUTSIDERS {
                        for whom in people(None) {
                            // A row that is for owners alone has nothing to say of these.
                            if !(whom.0 == Tie::Oneself && whom.2) {
                                ask(who, column, whom, becomes);
                            }
                        }
                    }
                    for role in Role::ALL {
                        for whom in people(Some(role)) {
                            for column in person_column(role, whom.0) {
                                ask(Who::Here(role), column, whom, becomes);
                            }
                        }
                    }
                }
            }
            (false, false) => {
                let mut ask = |who, column: &str| {
                    let says = table.place(action, column);
                    let decides = decide(action, who, Target::Place);
                    compare(format!("{name}, {column}"), says, decides.into());
                };
                for (who, column) in OUTSIDERS {
                    ask(who, column);
                }
                for role in Role::ALL {
                    ask(Who::Here(role), role.as_str());
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    table.assert_all_used();
}

#[test]
fn what_is_not_there_is_unknown_to_everybody() {
    for &action in Action::ALL {
        if decide(action, Who::Nobody, Target::Place).is_ok() {
            continue;
        }
        for role in Role::ALL {
            let decides: Answer = decide(action, Who::Here(role), Target::Nothing).into();
            assert_eq!(decides, Answer::Unknown, "{} by {role:?}", action.name());
        }
    }
}
