//! Archiving, unarchiving and deleting a room.

use app::pages::{
    form::{Form, FormErrors, RawForm},
    rooms::settings::{
        RoomSection,
        form::{CONFIRM, DeleteRoom},
    },
};
use axum::{extract::State, http::StatusCode};
use domain::authorise::Action;
use protocol::RoomState;

use super::{answer, gone, seen};
use crate::http::{
    HttpState,
    error::{PageResult, Refused},
    extract::{Path, Posted},
    viewer::Viewer,
};

pub(crate) async fn archive(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
) -> PageResult {
    let done = set_state(&state, &viewer, &slug, RoomState::Archived).await;
    let form = (RoomSection::Archive, "archive");
    answer(&state, &viewer, &slug, form, RawForm::default(), done).await
}

pub(crate) async fn unarchive(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
) -> PageResult {
    let done = set_state(&state, &viewer, &slug, RoomState::Active).await;
    let form = (RoomSection::Archive, "unarchive");
    answer(&state, &viewer, &slug, form, RawForm::default(), done).await
}

async fn set_state(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    to: RoomState,
) -> Result<(), Refused> {
    let room = seen(state, viewer, slug).await?.room.id;
    state
        .actions
        .set_room_state(&viewer.actor, room, to)
        .await?;
    Ok(())
}

/// Deletes the room, if its name was typed as confirmation.
pub(crate) async fn delete(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    Posted(fields): Posted,
) -> PageResult {
    match try_delete(&state, &viewer, &slug, &fields).await {
        Ok(()) => Ok(gone(&viewer, "deleted")),
        // A double click is not an error.
        Err(refused) if refused.status == StatusCode::NOT_FOUND => Ok(gone(&viewer, "gone")),
        Err(refused) => {
            let form = (RoomSection::Delete, "");
            answer(&state, &viewer, &slug, form, fields, Err(refused)).await
        }
    }
}

async fn try_delete(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    fields: &RawForm,
) -> Result<(), Refused> {
    let form = DeleteRoom::parse(fields)?;
    let seen = seen(state, viewer, slug).await?;
    // Permission is checked first, whatever was typed.
    seen.check(viewer.actor.role, Action::DeleteRoom)?;
    if form.confirm.as_ref() != Some(&seen.room.name) {
        let words = "Type the room's name exactly as shown above. Nothing was deleted.";
        return Err(FormErrors::of(CONFIRM, words).into());
    }
    let deleted = state.actions.delete_room(&viewer.actor, seen.room.id);
    deleted.await?;
    Ok(())
}
