//! `/m/{id}/delete`.

use app::pages::messages::delete::DeleteMessagePage;
use axum::{extract::State, http::StatusCode, response::IntoResponse};
use domain::authorise::action;
use protocol::event::DeleteRequest;

use super::{Next, after, frame, id_of};
use crate::http::{
    HttpState,
    error::PageResult,
    extract::{Path, Posted, Query},
    pages::render,
    redirect::see,
    viewer::Viewer,
};

pub(crate) async fn show(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(next): Query<Next>,
) -> PageResult {
    let seen = state
        .actions
        .message(action::DeleteMessage, &viewer.actor, id_of(&id)?)
        .await?;
    let page = DeleteMessagePage {
        frame: frame(&viewer, &seen, &next.next),
        undo_for: state.actions.undo_for(&viewer.actor, &seen.message),
    };
    Ok(render(&state, StatusCode::OK, page).await)
}

pub(crate) async fn delete(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> PageResult {
    let message = id_of(&id)?;
    let request = DeleteRequest { message };
    state.actions.delete_message(&viewer.actor, request).await?;
    Ok(see(&after(message, &fields)).into_response())
}
