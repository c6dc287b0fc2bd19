//! Memberships of a room: adding and removing people, changing room roles, leaving.

use app::pages::{
    form::{Form, RawForm, address},
    rooms::settings::{
        RoomSection, RoomSettingsPage,
        form::{ADDED, AFTER, AddPerson, BACK, ChangeRoomRole, QUERY, RemovePerson},
    },
};
use axum::{extract::State, http::StatusCode, response::IntoResponse};
use domain::handle;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use protocol::{ErrorCode, ErrorReply, RoomKind};
use store::Named;

use super::{answer, gone, seen};
use crate::http::{
    HttpState,
    error::{PageResult, Refused},
    extract::{Path, Posted},
    redirect::see,
    viewer::Viewer,
};

/// Adds somebody to the room, by handle.
pub(crate) async fn add(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    Posted(fields): Posted,
) -> PageResult {
    let done = try_add(&state, &viewer, &slug, &fields).await;
    if done.is_ok() && fields.is_checked(BACK) {
        return Ok(see(&format!("/r/{slug}")).into_response());
    }
    let form = (RoomSection::People, "add");
    answer(&state, &viewer, &slug, form, fields, done).await
}

async fn try_add(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    fields: &RawForm,
) -> Result<(), Refused> {
    let form = AddPerson::parse(fields)?;
    let nobody = || {
        ErrorReply::new(
            ErrorCode::NotFound,
            "No one has that handle. Check the spelling.",
        )
    };
    let added = async {
        let room = seen(state, viewer, slug).await?.room.id;
        let handle = handle::read(&form.handle).map_err(|_| nobody())?;
        let name = Named::Handle(handle::skeleton(&handle));
        let added = state.actions.add(&viewer.actor, room, name).await;
        added.map_err(|error| match error.code {
            ErrorCode::NotFound => nobody(),
            _ => error,
        })
    };
    added.await.map_err(|error| Refused::field(ADDED, error))
}

/// Removes somebody from the room.
pub(crate) async fn remove(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    Posted(fields): Posted,
) -> PageResult {
    let done = try_remove(&state, &viewer, &slug, &fields).await;
    let is_oneself =
        RemovePerson::parse(&fields).is_ok_and(|form| form.person == viewer.actor.member.id);
    if is_oneself && is_out(&done) {
        let seen = seen(&state, &viewer, &slug).await;
        // They are still in it if it is an open room.
        if !seen.is_ok_and(|seen| seen.is_in) {
            return Ok(gone(&viewer, "left"));
        }
    }
    answer_in_list(&state, &viewer, &slug, "remove", fields, done).await
}

async fn try_remove(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    fields: &RawForm,
) -> Result<(), Refused> {
    let form = RemovePerson::parse(fields)?;
    let room = seen(state, viewer, slug).await?.room;
    let removed = state.actions.remove(&viewer.actor, room.id, form.person);
    match removed.await {
        // If they are not in it any more, they are removed: a double click is not an error. In
        // an open room there are people who cannot be removed.
        Err(error) if error.code == ErrorCode::NotFound && room.kind != RoomKind::Open => Ok(()),
        done => Ok(done?),
    }
}

pub(crate) async fn role(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    Posted(fields): Posted,
) -> PageResult {
    let done = change_role(&state, &viewer, &slug, &fields).await;
    answer_in_list(&state, &viewer, &slug, "role", fields, done).await
}

async fn change_role(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    fields: &RawForm,
) -> Result<(), Refused> {
    let form = ChangeRoomRole::parse(fields)?;
    let room = seen(state, viewer, slug).await?.room.id;
    let changed = state
        .actions
        .change_room_role(&viewer.actor, room, form.person, form.role);
    changed.await?;
    Ok(())
}

/// Redirects to the page of a long list in which the person was.
async fn answer_in_list(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    name: &str,
    fields: RawForm,
    done: Result<(), Refused>,
) -> PageResult {
    let after: u32 = fields.get(AFTER).parse().unwrap_or_default();
    let query = fields.get(QUERY);
    if done.is_ok() && (after > 0 || !query.is_empty()) {
        let words = utf8_percent_encode(query, NON_ALPHANUMERIC);
        let path = address(RoomSettingsPage::ROUTE, slug);
        let part = format!("{path}?done={name}&after={after}&q={words}#people");
        return Ok(see(&part).into_response());
    }
    // The page has a form to add somebody, whose field has the same name.
    let form = (RoomSection::People, name);
    answer(state, viewer, slug, form, RawForm::default(), done).await
}

pub(crate) async fn leave(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
) -> PageResult {
    let done = try_leave(&state, &viewer, &slug).await;
    if is_out(&done) {
        return Ok(gone(&viewer, "left"));
    }
    let form = (RoomSection::Leave, "leave");
    answer(&state, &viewer, &slug, form, RawForm::default(), done).await
}

async fn try_leave(state: &HttpState, viewer: &Viewer, slug: &str) -> Result<(), Refused> {
    let seen = seen(state, viewer, slug).await?;
    // Leaving twice leads to the same page: a double click is not an error.
    if seen.is_in {
        state.actions.leave(&viewer.actor, seen.room.id).await?;
    }
    Ok(())
}

/// Whether the viewer is not in the room after the request, or does not see it.
fn is_out(done: &Result<(), Refused>) -> bool {
    match done {
        Ok(()) => true,
        Err(refused) => refused.status == StatusCode::NOT_FOUND,
    }
}
