//! The room directory, creating and joining rooms, and direct rooms.

use app::pages::{
    form::FormErrors,
    parts::Person,
    rooms::{
        directory::{DirectoryPage, DirectoryRoom, Standing},
        new_direct::{NewDirectPage, PersonChoice},
        new_room::NewRoomPage,
    },
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{
    authorise::{Action, ResourceFacts, Subject, decide},
    copy::sentence,
    search_text::SearchText,
};
use protocol::{
    ErrorCode, ErrorReply, Handle, Member, MemberId, Posting, RoomId, RoomKind, RoomName,
    RoomState, Slug,
    limits::{MAX_GROUP, MAX_TOPIC_CHARS},
};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    actions::rooms::{RoomEdit, memberships::DirectCandidates},
    http::{
        HttpState, error,
        extract::{Path, Query, TextForm},
        pages,
        redirect::see,
        rooms::page::slug_of,
        text_fields::one_line,
        viewer::Viewer,
    },
};

#[derive(Deserialize)]
pub(crate) struct Search {
    #[serde(default)]
    q: SearchText,
    after: Option<String>,
    #[serde(default)]
    done: String,
}

/// Rooms per page of the directory.
const PAGE: usize = 50;

pub(crate) async fn directory(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(search): Query<Search>,
) -> Response {
    let after = search
        .after
        .as_deref()
        .and_then(|after| Slug::parse(after).ok());
    let rooms = state
        .actions
        .directory(&viewer.actor, search.q.as_str().to_owned(), after)
        .await;
    let rooms = match rooms {
        Ok(rooms) => rooms,
        Err(error) => return pages::failed(&state, &error).await,
    };
    let next = (rooms.len() >= PAGE)
        .then(|| rooms.last().map(|last| last.room.slug.to_string()))
        .flatten();
    let rooms = rooms.into_iter().map(|listed| DirectoryRoom {
        standing: match (listed.is_in, listed.room.state) {
            (true, _) => Standing::In,
            (false, RoomState::Active) => Standing::MayJoin,
            (false, RoomState::Archived) => Standing::MayLook,
        },
        room: listed.room,
        description: listed.description,
        people: listed.people,
    });
    let page = DirectoryPage {
        frame: viewer.frame(),
        query: search.q.into(),
        rooms: rooms.collect(),
        next,
        notice: match search.done.as_str() {
            "left" => Some("You have left the room.".into()),
            "deleted" => Some("The room is deleted.".into()),
            "gone" => Some("That room no longer exists, or you do not have access to it.".into()),
            "hidden" => Some("The room is private now, and you are not a member.".into()),
            _ => None,
        },
    };
    pages::render(&state, StatusCode::OK, page).await
}

#[derive(Deserialize)]
pub(crate) struct NewRoomFields {
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    topic: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    posting: String,
}

/// The form for a new room.
pub(crate) async fn new_room(State(state): State<HttpState>, viewer: Viewer) -> Response {
    let who = Subject::Active(viewer.actor.role);
    if let Err(denied) = decide(Action::CreateRoom, who, ResourceFacts::Workspace) {
        let error = ErrorReply::new(ErrorCode::Forbidden, denied.to_string());
        return pages::failed(&state, &error).await;
    }
    let page = NewRoomPage {
        frame: viewer.frame(),
        id: RoomId(Uuid::new_v4()),
        name: String::new(),
        topic: String::new(),
        kind: RoomKind::Public,
        posting: Posting::All,
        errors: FormErrors::default(),
    };
    pages::render(&state, StatusCode::OK, page).await
}

/// Creates a room. The id in the form makes a double click harmless.
pub(crate) async fn create_room(
    State(state): State<HttpState>,
    viewer: Viewer,
    TextForm(fields): TextForm<NewRoomFields>,
) -> Response {
    let mut errors = FormErrors::default();
    let id = fields.id.parse().unwrap_or_else(|_| RoomId(Uuid::new_v4()));
    let name = RoomName::parse(&fields.name)
        .map_err(|reason| errors.add("name", sentence(&reason)))
        .ok();
    let topic = one_line(&fields.topic, MAX_TOPIC_CHARS)
        .map_err(|reason| errors.add("topic", reason))
        .ok();
    let kind = RoomKind::parse(&fields.kind)
        .filter(|kind| !kind.is_direct())
        .unwrap_or(RoomKind::Public);
    let posting = Posting::parse(&fields.posting).unwrap_or(Posting::All);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if let (Some(name), Some(topic)) = (name, topic) {
        let edit = RoomEdit {
            name,
            topic,
            description: String::new(),
        };
        let made = state
            .actions
            .create_room(&viewer.actor, id, edit, kind, posting);
        match made.await {
            Ok(room) => return see(&format!("/r/{}", room.slug)).into_response(),
            Err(error) => {
                status = error::status(error.code);
                errors.general = Some(error.message);
            }
        }
    }
    let page = NewRoomPage {
        frame: viewer.frame(),
        id,
        name: fields.name,
        topic: fields.topic,
        kind,
        posting,
        errors,
    };
    pages::render(&state, status, page).await
}

pub(crate) async fn join(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
) -> Response {
    let joined = async {
        let slug = slug_of(&slug)?;
        let seen = state.actions.room_by_slug(&viewer.actor, &slug).await?;
        // Joining twice leads to the same page: a double click is not an error.
        if !seen.is_in {
            state.actions.join(&viewer.actor, seen.room.id).await?;
        }
        Ok(seen.room.slug)
    };
    match joined.await {
        Ok(slug) => see(&format!("/r/{slug}")).into_response(),
        Err(error) => pages::failed(&state, &error).await,
    }
}

/// The people named in a form or a query.
fn named_people(fields: &[(String, String)]) -> Vec<MemberId> {
    let mut people = Vec::new();
    for (name, id) in fields {
        if name == "person"
            && let Ok(id) = id.parse()
            && !people.contains(&id)
        {
            people.push(id);
        }
    }
    people
}

/// The form for a direct room. Selected people stay selected while others are searched for.
pub(crate) async fn new_direct(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(search): Query<Vec<(String, String)>>,
) -> Response {
    let chosen = named_people(&search);
    let words = search.into_iter().find(|(name, _)| name == "q");
    let words = words.map_or(SearchText::default(), |(_, words)| words.into());
    let page = direct_page(
        &state,
        &viewer,
        words.into(),
        &chosen,
        FormErrors::default(),
    );
    match page.await {
        Ok(page) => pages::render(&state, StatusCode::OK, page).await,
        Err(error) => pages::failed(&state, &error).await,
    }
}

/// People in one page of the store's list; there may be more.
const PEOPLE: usize = 100;

async fn direct_page(
    state: &HttpState,
    viewer: &Viewer,
    query: String,
    chosen: &[MemberId],
    errors: FormErrors,
) -> Result<NewDirectPage, ErrorReply> {
    let chosen = chosen.iter().copied().take(MAX_GROUP).collect();
    let people = state
        .actions
        .direct_candidates(&viewer.actor, query.clone(), chosen);
    let DirectCandidates { found, chosen } = people.await?;
    let has_more = found.len() >= PEOPLE;
    let ticked = chosen.into_iter().map(|one| (one.member, one.handle));
    let mut people: Vec<Person> = ticked.map(person).collect();
    let ticked = people.len();
    for one in found {
        if people.iter().all(|known| known.member.id != one.member.id) {
            people.push(person((one.member, one.handle)));
        }
    }
    let people = people.into_iter().enumerate();
    let people = people.filter(|(_, one)| one.member.id != viewer.actor.member.id);
    Ok(NewDirectPage {
        frame: viewer.frame(),
        query,
        has_more,
        people: people
            .map(|(at, person)| PersonChoice {
                is_chosen: at < ticked,
                person,
            })
            .collect(),
        errors,
    })
}

fn person((member, handle): (Member, Option<Handle>)) -> Person {
    Person { member, handle }
}

/// Opens the direct room of these people.
pub(crate) async fn talk(
    State(state): State<HttpState>,
    viewer: Viewer,
    TextForm(fields): TextForm<Vec<(String, String)>>,
) -> Response {
    let people = named_people(&fields);
    let refused = if people.is_empty() {
        Some(FormErrors::of("person", "Choose at least one person."))
    } else if people.len() >= MAX_GROUP {
        let words = format!("Choose at most {} people.", MAX_GROUP - 1);
        Some(FormErrors::of("person", words))
    } else {
        None
    };
    let (errors, status) = match refused {
        Some(errors) => (errors, StatusCode::UNPROCESSABLE_ENTITY),
        None => match state
            .actions
            .open_direct(&viewer.actor, people.clone())
            .await
        {
            Ok(room) => return see(&format!("/r/{}", room.slug)).into_response(),
            Err(error) => (
                FormErrors::general(error.message),
                error::status(error.code),
            ),
        },
    };
    match direct_page(&state, &viewer, String::new(), &people, errors).await {
        Ok(page) => pages::render(&state, status, page).await,
        Err(error) => pages::failed(&state, &error).await,
    }
}
