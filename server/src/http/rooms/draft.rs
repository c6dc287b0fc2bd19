//! `/r/{slug}/draft`: `public/composer/drafts.js` stores here what is in the message box.

use app::pages::{form::Form, rooms::room::form::SaveDraft};
use axum::{Json, extract::State};
use protocol::{
    Ack, ErrorCode, ErrorReply,
    event::{Draft, DraftRequest},
};

use super::page::slug_of;
use crate::http::{
    HttpState,
    error::JsonError,
    extract::{Path, Posted},
    viewer::Viewer,
};

pub(crate) async fn save(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    Posted(fields): Posted,
) -> Result<Json<Ack<Draft>>, JsonError> {
    let seen = state
        .actions
        .room_by_slug(&viewer.actor, &slug_of(&slug)?)
        .await?;
    let form = SaveDraft::parse(&fields).map_err(|errors| {
        let words = errors.general.unwrap_or_default();
        ErrorReply::new(ErrorCode::InvalidBody, words)
    })?;
    let request = DraftRequest {
        room: seen.room.id,
        thread: form.thread,
        body: form.body,
        rev: form.rev,
        other: form.other,
    };
    let saved = state.actions.save_draft(&viewer.actor, request).await?;
    Ok(Json(Ack::Ok(saved)))
}
