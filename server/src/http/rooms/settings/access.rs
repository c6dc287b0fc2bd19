//! Who may see a room, and who may post in it.

use app::pages::{
    form::{Form, RawForm},
    rooms::settings::{
        RoomSection,
        form::{ChangeKind, ChangePosting},
    },
};
use axum::{extract::State, response::IntoResponse};
use protocol::ErrorCode;

use super::{answer, seen};
use crate::http::{
    HttpState,
    error::{PageResult, Refused},
    extract::{Path, Posted},
    redirect::see,
    viewer::Viewer,
};

/// Changes who may post.
pub(crate) async fn posting(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    Posted(fields): Posted,
) -> PageResult {
    let done = change_posting(&state, &viewer, &slug, &fields).await;
    let form = (RoomSection::Posting, "posting");
    answer(&state, &viewer, &slug, form, fields, done).await
}

async fn change_posting(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    fields: &RawForm,
) -> Result<(), Refused> {
    let posting = ChangePosting::parse(fields)?.posting;
    let room = seen(state, viewer, slug).await?.room.id;
    let changed = state.actions.change_posting(&viewer.actor, room, posting);
    changed.await?;
    Ok(())
}

/// Makes the room public or private.
pub(crate) async fn kind(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    Posted(fields): Posted,
) -> PageResult {
    let done = change_kind(&state, &viewer, &slug, &fields).await;
    // Somebody who administers a public room without being in it does not see it once it is
    // private.
    let is_hidden = done.is_ok()
        && matches!(seen(&state, &viewer, &slug).await, Err(error) if error.code == ErrorCode::NotFound);
    if is_hidden {
        return Ok(see("/rooms?done=hidden").into_response());
    }
    let form = (RoomSection::Kind, "kind");
    answer(&state, &viewer, &slug, form, fields, done).await
}

async fn change_kind(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    fields: &RawForm,
) -> Result<(), Refused> {
    let kind = ChangeKind::parse(fields)?.kind;
    let room = seen(state, viewer, slug).await?.room.id;
    state.actions.change_kind(&viewer.actor, room, kind).await?;
    Ok(())
}
