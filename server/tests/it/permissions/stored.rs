//! A store with people and rooms in it answers as the page says: what it finds out of who asks and
//! of what is asked about is right.

use domain::authorise::{Action, action, decide};
use domain::markup::RenderedBody;
use protocol::{ClientMessageId, MessageBody, Role, RoomName, Slug};
use store::{
    BanReach, Caller, Lobby, NewContent, NewMessage, PERMANENT, Resource, Store, StoreError,
};
use uuid::Uuid;

use super::{
    fixture::{Fixture, Standing, open, settle},
    table::{Answer, RoomCase, Table, WhomCase},
};

async fn fixture() -> (tempfile::TempDir, Store, Fixture) {
    let folder = tempfile::tempdir().expect("folder");
    let store = open(folder.path()).await;
    let fixture = settle(&store).await;
    (folder, store, fixture)
}

/// What each action is answered with.
async fn answers(store: &Store, caller: Caller, on: Resource, actions: &[Action]) -> Vec<Answer> {
    let facts = store.read(move |view| Box::pin(view.facts(caller, on)));
    let (who, target) = facts.await.expect("reads");
    let answers = actions
        .iter()
        .map(|&action| decide(action, who, target).into());
    answers.collect()
}

#[tokio::test]
async fn rooms_of_a_store_are_to_everybody_what_the_page_says() {
    let (table, (_folder, store, fixture)) = (Table::read(), fixture().await);
    let actions = Action::ALL.to_vec();
    let actions: Vec<_> = actions
        .into_iter()
        .filter(|one| table.is_about_rooms(*one))
        .collect();
    let mut wrong = Vec::new();
    for room in &fixture.rooms {
        let people = fixture
            .people
            .iter()
            .map(|one| (one.name, one.caller(), one.column(room)));
        for (name, caller, column) in people.chain([("nobody", Caller::Nobody, "nobody")]) {
            let answers = answers(&store, caller, Resource::Room(room.id), &actions).await;
            for (&action, answer) in actions.iter().zip(answers) {
                let says = table.room(action, room.case, column);
                if says != answer {
                    let action = action.name();
                    wrong.push(format!(
                        "{action}, {}, {name}: {says:?}, {answer:?}",
                        room.slug
                    ));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "page and store differ:\n{}",
        wrong.join("\n")
    );
    store.close().await;
}

#[tokio::test]
async fn messages_of_a_store_are_to_everybody_what_the_page_says() {
    let (table, (folder, store, fixture)) = (Table::read(), fixture().await);
    let ids = fixture.write_messages(folder.path());
    let all = Action::ALL.iter().copied();
    let actions: Vec<_> = all.filter(|one| table.is_about_messages(*one)).collect();
    for room in &fixture.rooms {
        for (author, person) in fixture
            .people
            .iter()
            .flat_map(|one| fixture.people.iter().map(move |other| (one, other)))
        {
            let on = Resource::Message(ids[&(room.id, author.id)]);
            let answers = answers(&store, person.caller(), on, &actions).await;
            for (action, answer) in actions.iter().copied().zip(answers) {
                let is_own = author.id == person.id;
                let says = table.message(action, is_own, room.case, person.column(room));
                let (by, of, slug) = (person.name, author.name, &room.slug);
                assert_eq!(says, answer, "{} of {of} in {slug} by {by}", action.name());
            }
        }
    }
    store.close().await;
}

#[tokio::test]
async fn who_posts_in_a_store_is_who_the_page_says() {
    let (table, (_folder, store, fixture)) = (Table::read(), fixture().await);
    for room in &fixture.rooms {
        for person in &fixture.people {
            let new = NewMessage {
                room: room.id,
                author: person.id,
                session: Some(person.session),
                client_id: ClientMessageId::from(Uuid::new_v4()),
                content: NewContent::Text(RenderedBody::new(
                    MessageBody::parse("May I?").expect("a text"),
                )),
                reply_to: None,
                thread: None,
                in_room: false,
                forwards: None,
            };
            let answer: Answer = match store.append(new).await {
                Ok(_) => Ok(()).into(),
                Err(StoreError::Denied(denied)) => Err(denied).into(),
                Err(error) => panic!("{error}"),
            };
            let says = table.room(Action::Post, room.case, person.column(room));
            assert_eq!(says, answer, "{} in {}", person.name, room.slug);
        }
    }
    store.close().await;
}

#[tokio::test]
async fn people_of_a_store_are_to_everybody_what_the_page_says() {
    let (table, (_folder, store, fixture)) = (Table::read(), fixture().await);
    let all = Action::ALL.iter().copied();
    let actions: Vec<_> = all.filter(|one| table.is_about_people(*one)).collect();
    let mut wrong = Vec::new();
    for whom in &fixture.people {
        for person in &fixture.people {
            let column = person.person_column(whom, &fixture);
            for action in actions.iter().copied() {
                let becomes = match action {
                    Action::ChangeRole => Role::ALL.into_iter().map(Some).collect(),
                    _ => vec![None],
                };
                for becomes in becomes {
                    let on = match becomes {
                        Some(role) => Resource::PersonAs(whom.id, role),
                        None => Resource::Person(whom.id),
                    };
                    let answer = answers(&store, person.caller(), on, &[action]).await[0];
                    let case = WhomCase {
                        declines: false,
                        role: whom.role,
                        is_oneself: whom.id == person.id,
                        is_last_owner: false,
                        becomes,
                    };
                    let says = table.person(action, case, column);
                    if says != answer {
                        let (action, who, whom) = (action.name(), person.name, whom.name);
                        wrong.push(format!(
                            "{action} ({becomes:?}), {who} with {whom}: {says:?}, {answer:?}"
                        ));
                    }
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "page and store differ:\n{}",
        wrong.join("\n")
    );
    store.close().await;
}

#[tokio::test]
async fn the_lobby_is_what_it_is_whatever_it_is_called_and_whoever_may_talk_in_it() {
    let (table, (_folder, store, fixture)) = (Table::read(), fixture().await);
    let (lobby, owner) = (
        fixture.room("lobby").id,
        fixture.person("owner-in").caller(),
    );
    let changed = store.change(move |change| {
        Box::pin(async move {
            let granted = change
                .authorise(action::EditRoom, owner, Resource::Room(lobby))
                .await?;
            let (name, slug) = (RoomName::parse("Hall"), Slug::parse("hall"));
            let (name, slug) = (name.expect("a name"), slug.expect("a slug"));
            change.edit_room(&granted, &name, &slug, "", "").await?;
            let granted = change.authorise(
                action::ChangeWorkspace,
                Caller::Operator,
                Resource::Workspace,
            );
            let granted = granted.await?;
            change.settle_lobby(&granted, Lobby::Closed).await
        })
    });
    changed.await.expect("changes");
    let all = Action::ALL.iter().copied();
    let actions: Vec<_> = all.filter(|one| table.is_about_rooms(*one)).collect();
    let case = RoomCase {
        kind: "closed lobby",
        ..fixture.room("lobby").case
    };
    for person in &fixture.people {
        let answers = answers(&store, person.caller(), Resource::Room(lobby), &actions).await;
        for (&action, answer) in actions.iter().zip(answers) {
            let says = table.room(action, case, person.column(fixture.room("lobby")));
            assert_eq!(says, answer, "{} by {}", action.name(), person.name);
        }
    }
    store.close().await;
}

#[tokio::test]
async fn the_workspace_of_a_store_is_to_everybody_what_the_page_says() {
    let (table, (_folder, store, fixture)) = (Table::read(), fixture().await);
    let is_about_workspace = |one: &Action| table.is_about_workspace(*one);
    let actions: Vec<_> = Action::ALL
        .iter()
        .copied()
        .filter(is_about_workspace)
        .collect();
    for person in &fixture.people {
        let answers = answers(&store, person.caller(), Resource::Workspace, &actions).await;
        for (&action, answer) in actions.iter().zip(answers) {
            let says = table.workspace(action, person.workspace_column());
            assert_eq!(says, answer, "{} by {}", action.name(), person.name);
        }
    }
    store.close().await;
}

#[tokio::test]
async fn what_a_store_does_not_have_is_as_what_is_hidden() {
    let (_folder, store, fixture) = fixture().await;
    let absent = [
        Resource::Room(protocol::RoomId(Uuid::new_v4())),
        Resource::Person(protocol::MemberId(Uuid::new_v4())),
    ];
    for person in fixture
        .people
        .iter()
        .filter(|one| one.standing == Standing::Active)
    {
        for on in absent {
            let actions = [
                Action::SeeRoom,
                Action::Post,
                Action::SeePerson,
                Action::Ban,
            ];
            let answers = answers(&store, person.caller(), on, &actions).await;
            assert_eq!(answers, [Answer::Unknown; 4], "{}", person.name);
        }
    }
    store.close().await;
}

#[tokio::test]
async fn an_owner_who_is_banned_does_not_count_as_one_that_is_left() {
    let (table, (_folder, store, fixture)) = (Table::read(), fixture().await);
    let (owner, other) = (fixture.person("owner-in"), fixture.person("owner-out"));
    let (caller, whom) = (owner.caller(), other.id);
    let may_go = [Action::DeleteSelf];
    let before = answers(&store, caller, Resource::Person(owner.id), &may_go).await;
    assert_eq!(before, [Answer::Yes]);
    let banned = store.change(move |change| {
        Box::pin(async move {
            let granted = change
                .authorise(action::Ban, caller, Resource::Person(whom))
                .await?;
            change
                .ban(&granted, "a test", PERMANENT, BanReach::Account)
                .await
        })
    });
    banned.await.expect("bans");
    let after = answers(&store, caller, Resource::Person(owner.id), &may_go).await;
    let case = WhomCase {
        declines: false,
        role: Role::Owner,
        is_oneself: true,
        is_last_owner: true,
        becomes: None,
    };
    assert_eq!(after, [table.person(Action::DeleteSelf, case, "owner")]);
    store.close().await;
}
