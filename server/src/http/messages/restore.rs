//! `/m/{id}/restore`: a button, for as long as that can be done.

use axum::{extract::State, response::IntoResponse};
use domain::authorise::action;
use protocol::event::RestoreRequest;

use super::{frame, id_of};
use crate::http::{
    HttpState,
    error::PageResult,
    extract::{Path, Posted},
    redirect::see,
    viewer::Viewer,
};
use app::pages::messages::NEXT;

pub(crate) async fn restore(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> PageResult {
    let message = id_of(&id)?;
    let request = RestoreRequest { message };
    let restored = state.actions.restore_message(&viewer.actor, request);
    restored.await?;
    let seen = state
        .actions
        .message(action::ReadMessage, &viewer.actor, message)
        .await?;
    let after = frame(&viewer, &seen, fields.get(NEXT)).after();
    Ok(see(&after).into_response())
}
