//! Every question that can be put to the table in the code, answered as on the page.

use domain::authorise::{
    Action, Consent, Denied, EditPeriod, MessageFacts, PersonFacts, Relation, ResourceFacts,
    RoomFacts, Subject, Visitors, decide,
};
use protocol::{Posting, Role, RoomKind, RoomRole, RoomState};

use super::table::{Answer, RoomCase, Table, WhomCase};

/// Whoever has no role here, and their column.
const OUTSIDERS: [(Subject, &str); 3] = [
    (Subject::Anonymous, "nobody"),
    (Subject::Banned, "banned"),
    (Subject::Ended, "ended session"),
];

/// What can be in a room for each role, and the column.
const STANDINGS: [(Role, Option<RoomRole>, &str); 12] = [
    (Role::Visitor, None, "visitor"),
    (Role::Guest, None, "guest outside"),
    (Role::Guest, Some(RoomRole::Member), "guest inside"),
    // What they were as members gives guests nothing.
    (Role::Guest, Some(RoomRole::Admin), "guest inside"),
    (Role::Member, None, "member outside"),
    (Role::Member, Some(RoomRole::Member), "member inside"),
    (Role::Member, Some(RoomRole::Admin), "room admin"),
    (Role::Admin, None, "admin outside"),
    (Role::Admin, Some(RoomRole::Member), "admin inside"),
    (Role::Admin, Some(RoomRole::Admin), "admin inside"),
    (Role::Owner, None, "owner outside"),
    (Role::Owner, Some(RoomRole::Member), "owner inside"),
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
                    room_role: None,
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
fn people(asker: Option<Role>) -> Vec<(Relation, Role, bool)> {
    let mut people = Vec::new();
    for relation in [Relation::Oneself, Relation::SharesRoom, Relation::Stranger] {
        for role in Role::ALL {
            let is_oneself = relation == Relation::Oneself;
            if is_oneself && asker.is_some_and(|asker| asker != role) {
                continue;
            }
            people.push((relation, role, false));
            let another_owner = asker == Some(Role::Owner) && !is_oneself;
            if role == Role::Owner && !another_owner {
                people.push((relation, role, true));
            }
        }
    }
    people
}

fn person_column(role: Role, relation: Relation) -> Vec<&'static str> {
    match (role, relation) {
        (Role::Visitor, _) => vec!["visitor"],
        // Guests know themselves, whatever rooms they are in.
        (Role::Guest, Relation::Oneself) => vec!["guest, stranger", "guest, shares a room"],
        (Role::Guest, Relation::Stranger) => vec!["guest, stranger"],
        (Role::Guest, Relation::SharesRoom) => vec!["guest, shares a room"],
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
        if table.is_about_messages(action) {
            for (facts, case) in rooms() {
                for is_own in [true, false] {
                    let mut ask = |who, room_role, column: &str| {
                        let room = RoomFacts { room_role, ..facts };
                        let message = ResourceFacts::Message(MessageFacts {
                            room,
                            is_own,
                            edit_period: EditPeriod::Open,
                        });
                        let says = table.message(action, is_own, case, column);
                        let question = format!("{name}, own {is_own}, in {case:?} by {column}");
                        compare(question, says, decide(action, who, message).into());
                    };
                    for (who, column) in OUTSIDERS {
                        ask(who, None, column);
                    }
                    for (role, room_role, column) in STANDINGS {
                        if column == "room admin" && facts.kind.is_direct() {
                            continue;
                        }
                        ask(Subject::Active(role), room_role, column);
                    }
                }
            }
            continue;
        }
        match (table.is_about_rooms(action), table.is_about_people(action)) {
            (true, true) => panic!("{name} is in the tables of rooms and of people"),
            (true, false) => {
                for (facts, case) in rooms() {
                    let mut ask = |who, room_role, column: &str| {
                        let target = ResourceFacts::Room(RoomFacts { room_role, ..facts });
                        let question = format!("{name}, {case:?}, {column}");
                        let says = table.room(action, case, column);
                        compare(question, says, decide(action, who, target).into());
                    };
                    for (who, column) in OUTSIDERS {
                        ask(who, None, column);
                    }
                    for (role, room_role, column) in STANDINGS {
                        if column == "room admin" && facts.kind.is_direct() {
                            continue;
                        }
                        ask(Subject::Active(role), room_role, column);
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
                let mut ask_with = |who, column: &str, (relation, role, last), becomes, consent| {
                    let whom = PersonFacts {
                        role,
                        becomes,
                        relation,
                        is_last_owner: last,
                        consent,
                    };
                    let case = WhomCase {
                        role,
                        is_oneself: relation == Relation::Oneself,
                        is_last_owner: last,
                        becomes,
                        declines: consent == Consent::Declined,
                    };
                    let question = format!("{name}, {case:?}, {column}");
                    let says = table.person(action, case, column);
                    let decides = decide(action, who, ResourceFacts::Person(whom));
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
                            if !(whom.0 == Relation::Oneself && whom.2) {
                                ask(who, column, whom, becomes);
                            }
                        }
                    }
                    for role in Role::ALL {
                        for whom in people(Some(role)) {
                            for column in person_column(role, whom.0) {
                                ask(Subject::Active(role), column, whom, becomes);
                            }
                        }
                    }
                }
            }
            (false, false) => {
                let mut ask = |who, column: &str| {
                    let says = table.workspace(action, column);
                    let decides = decide(action, who, ResourceFacts::Workspace);
                    compare(format!("{name}, {column}"), says, decides.into());
                };
                for (who, column) in OUTSIDERS {
                    ask(who, column);
                }
                for role in Role::ALL {
                    ask(Subject::Active(role), role.as_str());
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
fn nobody_edits_a_message_whose_time_for_that_is_over() {
    for (facts, _) in rooms() {
        for (role, room_role, _) in STANDINGS {
            let message = |edit_period| {
                ResourceFacts::Message(MessageFacts {
                    room: RoomFacts { room_role, ..facts },
                    is_own: true,
                    edit_period,
                })
            };
            let who = Subject::Active(role);
            for action in Action::ALL {
                let open = decide(*action, who, message(EditPeriod::Open));
                let over = decide(*action, who, message(EditPeriod::Over));
                if *action == Action::EditMessage && open.is_ok() {
                    assert_eq!(over, Err(Denied::TooLate));
                } else {
                    assert_eq!(over, open, "{}", action.name());
                }
            }
        }
    }
}

#[test]
fn what_is_not_there_is_unknown_to_everybody() {
    for &action in Action::ALL {
        if decide(action, Subject::Anonymous, ResourceFacts::Workspace).is_ok() {
            continue;
        }
        for role in Role::ALL {
            let decides: Answer =
                decide(action, Subject::Active(role), ResourceFacts::Nothing).into();
            assert_eq!(decides, Answer::Unknown, "{} by {role:?}", action.name());
        }
    }
}
