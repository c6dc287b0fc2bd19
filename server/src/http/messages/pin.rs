//! `/m/{id}/pin`.

use app::pages::{form::Form, messages::message::form::PinMessage};
use axum::{extract::State, response::IntoResponse};
use protocol::event::PinRequest;

use super::{after, id_of};
use crate::http::{
    HttpState,
    error::PageResult,
    extract::{Path, Posted},
    redirect::see,
    viewer::Viewer,
};

pub(crate) async fn pin(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> PageResult {
    let message = id_of(&id)?;
    let PinMessage { on } = PinMessage::parse(&fields)?;
    let request = PinRequest { message, on };
    state.actions.pin(&viewer.actor, request).await?;
    Ok(see(&after(message, &fields)).into_response())
}
