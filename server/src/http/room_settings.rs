//! A room's settings: a form for each thing, each with its own visible result.

use app::page_data::{
    FormErrors, Outcome, Page, Person, RoomPerson, RoomPowers, RoomSection, RoomSettingsPage,
    RoomTyped, Said,
};
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use protocol::{
    ErrorCode, ErrorReply, Level, MemberId, Place, Posting, Role, RoomKind, RoomName,
    RoomPreference, RoomState,
    limits::{MAX_DESCRIPTION_CHARS, MAX_TOPIC_CHARS},
};
use serde::Deserialize;

use super::{
    HttpState, error, pages,
    redirect::see,
    room::slug_of,
    text_form::{TextForm, one_line, some_lines},
    viewer::Viewer,
};
use crate::domain::words::sentence;
use crate::{
    actions::rooms::{RoomEdit, SeenRoom},
    domain::{authorise::Action, handle_rules},
};

#[derive(Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    done: String,
}

/// The settings.
pub(super) async fn show(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    Query(done): Query<Done>,
) -> Response {
    let outcome = said(&done.done);
    page(
        &state,
        &viewer,
        &slug,
        StatusCode::OK,
        RoomTyped::default(),
        outcome,
    )
    .await
}

/// What the page says after the form of that name was done.
fn said(done: &str) -> Option<Outcome<RoomSection>> {
    let (section, words) = match done {
        "preferences" => (RoomSection::ForYou, "Saved."),
        "edit" => (RoomSection::About, "Saved."),
        "posting" => (RoomSection::Posting, "Saved."),
        "kind" => (RoomSection::Kind, "Saved."),
        "add" => (RoomSection::People, "They are in the room now."),
        "remove" => (RoomSection::People, "They are no longer in the room."),
        "place" => (RoomSection::People, "Saved."),
        "archive" => (RoomSection::Archive, "The room is archived."),
        "unarchive" => (RoomSection::Archive, "The room is in use again."),
        _ => return None,
    };
    Some(Outcome {
        section,
        said: Said::Done(words.into()),
    })
}

async fn page(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    status: StatusCode,
    typed: RoomTyped,
    outcome: Option<Outcome<RoomSection>>,
) -> Response {
    match data(state, viewer, slug, typed, outcome).await {
        Ok(data) => pages::render(state, status, Page::RoomSettings(Box::new(data))).await,
        Err(error) => pages::failed(state, &error).await,
    }
}

async fn data(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    typed: RoomTyped,
    outcome: Option<Outcome<RoomSection>>,
) -> Result<RoomSettingsPage, ErrorReply> {
    let (actor, actions) = (&viewer.actor, &state.actions);
    let seen = actions.room_by_slug(actor, &slug_of(slug)?).await?;
    let may = seen.powers(actor.role);
    let people = actions.participants(actor, seen.room.id).await?;
    let preference = actions.preference(actor, seen.room.id).await?;
    let candidates = if may(Action::AddToRoom) {
        let in_it: Vec<MemberId> = people.iter().map(|one| one.person.member.id).collect();
        let all = actions.people(actor, String::new()).await?;
        all.into_iter()
            .filter(|one| !in_it.contains(&one.member.id))
            .map(|one| Person {
                member: one.member,
                handle: one.handle,
            })
            .collect()
    } else {
        Vec::new()
    };
    let powers = RoomPowers {
        prefer: may(Action::SetPreference),
        edit: may(Action::EditRoom),
        posting: may(Action::ChangePosting),
        kinds: if may(Action::ChangeKind) {
            vec![RoomKind::Public, RoomKind::Private]
        } else {
            Vec::new()
        },
        add: may(Action::AddToRoom),
        leave: may(Action::LeaveRoom),
        archive: may(Action::ArchiveRoom),
        delete: may(Action::DeleteRoom),
    };
    let is_open = seen.room.kind == RoomKind::Open;
    let (may_remove, may_place) = (may(Action::RemoveFromRoom), may(Action::ChangePlace));
    Ok(RoomSettingsPage {
        frame: viewer.frame(),
        people_count: u32::try_from(people.len()).unwrap_or(u32::MAX),
        people: people
            .into_iter()
            .map(|one| RoomPerson {
                // In an open room all but guests are, whether anybody likes it or not.
                may_remove: may_remove && !(is_open && one.person.role != Role::Guest),
                may_place: may_place && one.person.role != Role::Guest,
                place: one.place,
                person: Person {
                    member: one.person.member,
                    handle: one.person.handle,
                },
            })
            .collect(),
        next: None,
        candidates,
        preference,
        powers,
        description: seen.description,
        room: seen.room,
        typed,
        outcome,
    })
}

#[derive(Deserialize)]
pub(super) struct PreferenceFields {
    #[serde(default)]
    favourite: String,
    #[serde(default)]
    muted: String,
    #[serde(default)]
    level: String,
}

/// What the viewer wants of the room.
pub(super) async fn preferences(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    TextForm(fields): TextForm<PreferenceFields>,
) -> Response {
    let done = async {
        let seen = seen(&state, &viewer, &slug).await?;
        let preference = RoomPreference {
            room: seen.room.id,
            favourite: !fields.favourite.is_empty(),
            muted: !fields.muted.is_empty(),
            level: Level::parse(&fields.level).unwrap_or_default(),
        };
        state
            .actions
            .set_preference(&viewer.actor, preference)
            .await
    };
    let done = done.await;
    answer(
        &state,
        &viewer,
        &slug,
        "preferences",
        RoomSection::ForYou,
        done,
    )
    .await
}

#[derive(Deserialize)]
pub(super) struct EditFields {
    #[serde(default)]
    name: String,
    #[serde(default)]
    topic: String,
    #[serde(default)]
    description: String,
}

/// Name, topic and description.
pub(super) async fn edit(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    TextForm(fields): TextForm<EditFields>,
) -> Response {
    let mut errors = FormErrors::default();
    let name = RoomName::parse(&fields.name)
        .map_err(|reason| errors.add("name", sentence(&reason)))
        .ok();
    let topic = one_line(&fields.topic, MAX_TOPIC_CHARS)
        .map_err(|reason| errors.add("topic", reason))
        .ok();
    let description = some_lines(&fields.description, MAX_DESCRIPTION_CHARS)
        .map_err(|reason| errors.add("description", reason))
        .ok();
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if let (Some(name), Some(topic), Some(description)) = (name, topic, description) {
        let edit = RoomEdit {
            name,
            topic,
            description,
        };
        let changed = async {
            let seen = seen(&state, &viewer, &slug).await?;
            let (actor, id) = (&viewer.actor, seen.room.id);
            state.actions.edit_room(actor, id, edit).await
        };
        match changed.await {
            Ok(room) => {
                return see(&format!("/r/{}/settings?done=edit", room.slug)).into_response();
            }
            Err(error) => {
                status = error::status(error.code);
                errors.general = Some(error.message);
            }
        }
    }
    let typed = RoomTyped {
        name: Some(fields.name),
        topic: Some(fields.topic),
        description: Some(fields.description),
        ..RoomTyped::default()
    };
    let outcome = Outcome {
        section: RoomSection::About,
        said: Said::Refused(errors),
    };
    page(&state, &viewer, &slug, status, typed, Some(outcome)).await
}

#[derive(Deserialize)]
pub(super) struct PostingFields {
    #[serde(default)]
    posting: String,
}

/// Who may post.
pub(super) async fn posting(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    TextForm(fields): TextForm<PostingFields>,
) -> Response {
    let done = async {
        let posting = Posting::parse(&fields.posting).ok_or_else(incomplete)?;
        let room = seen(&state, &viewer, &slug).await?.room.id;
        let changed = state.actions.change_posting(&viewer.actor, room, posting);
        changed.await.map(drop)
    };
    let done = done.await;
    answer(
        &state,
        &viewer,
        &slug,
        "posting",
        RoomSection::Posting,
        done,
    )
    .await
}

#[derive(Deserialize)]
pub(super) struct KindFields {
    #[serde(default)]
    kind: String,
}

/// Public or private.
pub(super) async fn kind(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    TextForm(fields): TextForm<KindFields>,
) -> Response {
    let done = async {
        let kind = RoomKind::parse(&fields.kind).ok_or_else(incomplete)?;
        let room = seen(&state, &viewer, &slug).await?.room.id;
        let changed = state.actions.change_kind(&viewer.actor, room, kind);
        changed.await.map(drop)
    };
    let done = done.await;
    answer(&state, &viewer, &slug, "kind", RoomSection::Kind, done).await
}

#[derive(Deserialize)]
pub(super) struct PersonFields {
    #[serde(default)]
    person: String,
    #[serde(default)]
    place: String,
}

/// Puts somebody into the room, by handle.
pub(super) async fn add(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    TextForm(fields): TextForm<PersonFields>,
) -> Response {
    let done = async {
        let room = seen(&state, &viewer, &slug).await?.room.id;
        let nobody = || ErrorReply::new(ErrorCode::NotFound, "There is nobody of that handle.");
        let handle = handle_rules::read(&fields.person).map_err(|_| nobody())?;
        let key = handle_rules::skeleton(&handle);
        let added = state.actions.add(&viewer.actor, room, key).await;
        added.map_err(|error| match error.code {
            ErrorCode::NotFound => nobody(),
            _ => error,
        })
    };
    match done.await {
        Ok(()) => see(&format!("/r/{slug}/settings?done=add")).into_response(),
        Err(error) => {
            let status = error::status(error.code);
            let typed = RoomTyped {
                person: Some(fields.person),
                ..RoomTyped::default()
            };
            let outcome = Outcome {
                section: RoomSection::People,
                said: Said::Refused(FormErrors::of("person", error.message)),
            };
            page(&state, &viewer, &slug, status, typed, Some(outcome)).await
        }
    }
}

/// Takes somebody out of the room.
pub(super) async fn remove(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    TextForm(fields): TextForm<PersonFields>,
) -> Response {
    let done = async {
        let whom = fields.person.parse().map_err(|_| incomplete())?;
        let room = seen(&state, &viewer, &slug).await?.room.id;
        state.actions.remove(&viewer.actor, room, whom).await
    };
    let done = done.await;
    answer(&state, &viewer, &slug, "remove", RoomSection::People, done).await
}

/// Makes somebody an admin of the room, or no longer.
pub(super) async fn place(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    TextForm(fields): TextForm<PersonFields>,
) -> Response {
    let done = async {
        let whom = fields.person.parse().map_err(|_| incomplete())?;
        let place = Place::parse(&fields.place).ok_or_else(incomplete)?;
        let room = seen(&state, &viewer, &slug).await?.room.id;
        state
            .actions
            .change_place(&viewer.actor, room, whom, place)
            .await
    };
    let done = done.await;
    answer(&state, &viewer, &slug, "place", RoomSection::People, done).await
}

/// Leaves the room.
pub(super) async fn leave(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
) -> Response {
    let done = async {
        let room = seen(&state, &viewer, &slug).await?.room.id;
        state.actions.leave(&viewer.actor, room).await
    };
    match done.await {
        // Guests have no directory to come to.
        Ok(()) if viewer.actor.role == Role::Guest => see("/").into_response(),
        Ok(()) => see("/rooms?done=left").into_response(),
        done => answer(&state, &viewer, &slug, "leave", RoomSection::Leave, done).await,
    }
}

/// Archives the room.
pub(super) async fn archive(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
) -> Response {
    set_state(&state, &viewer, &slug, "archive", RoomState::Archived).await
}

/// Takes the room into use again.
pub(super) async fn unarchive(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
) -> Response {
    set_state(&state, &viewer, &slug, "unarchive", RoomState::Active).await
}

async fn set_state(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    name: &str,
    to: RoomState,
) -> Response {
    let done = async {
        let room = seen(state, viewer, slug).await?.room.id;
        let changed = state.actions.set_room_state(&viewer.actor, room, to);
        changed.await.map(drop)
    };
    let done = done.await;
    answer(state, viewer, slug, name, RoomSection::Archive, done).await
}

#[derive(Deserialize)]
pub(super) struct DeleteFields {
    #[serde(default)]
    confirm: String,
}

/// Deletes the room, if its name was typed.
pub(super) async fn delete(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    TextForm(fields): TextForm<DeleteFields>,
) -> Response {
    let done = async {
        let seen = seen(&state, &viewer, &slug).await?;
        let typed = RoomName::parse(&fields.confirm).ok();
        if typed.as_ref() != Some(&seen.room.name) {
            return Err(ErrorReply::new(
                ErrorCode::InvalidName,
                "Type the room's name as it stands above. Nothing was deleted.",
            ));
        }
        state.actions.delete_room(&viewer.actor, seen.room.id).await
    };
    match done.await {
        Ok(()) => see("/rooms?done=deleted").into_response(),
        Err(error) => {
            let status = error::status(error.code);
            let typed = RoomTyped {
                confirm: Some(fields.confirm),
                ..RoomTyped::default()
            };
            let outcome = Outcome {
                section: RoomSection::Delete,
                said: Said::Refused(FormErrors::of("confirm", error.message)),
            };
            page(&state, &viewer, &slug, status, typed, Some(outcome)).await
        }
    }
}

async fn seen(state: &HttpState, viewer: &Viewer, slug: &str) -> Result<SeenRoom, ErrorReply> {
    let slug = slug_of(slug)?;
    state.actions.room_by_slug(&viewer.actor, &slug).await
}

fn incomplete() -> ErrorReply {
    ErrorReply::new(
        ErrorCode::InvalidPayload,
        "The form was not complete. Reload the page and try again.",
    )
}

/// Leads back to the settings with the result, or shows them with the reason.
async fn answer(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    name: &str,
    section: RoomSection,
    done: Result<(), ErrorReply>,
) -> Response {
    match done {
        Ok(()) => see(&format!("/r/{slug}/settings?done={name}")).into_response(),
        Err(error) => {
            let status = error::status(error.code);
            let outcome = Outcome {
                section,
                said: Said::Refused(FormErrors::general(error.message)),
            };
            let typed = RoomTyped::default();
            page(state, viewer, slug, status, typed, Some(outcome)).await
        }
    }
}
