//! `/m/{id}/vote` and `/m/{id}/close`.

use app::pages::{
    form::Form,
    messages::{NEXT, message::form::Vote},
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header},
    response::IntoResponse,
};
use domain::authorise::action;
use protocol::{
    Ack,
    event::{ClosePollRequest, VoteReply, VoteRequest},
};

use super::{after, frame, id_of};
use crate::http::{
    HttpState,
    error::{JsonError, PageError, PageResult},
    extract::{Path, Posted},
    redirect::see,
    viewer::Viewer,
};

/// Takes a whole choice. The log's script asks for JSON, and stays on the page.
pub(crate) async fn vote(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(id): Path<String>,
    headers: HeaderMap,
    Posted(fields): Posted,
) -> PageResult {
    let message = id_of(&id)?;
    // Whoever may not vote learns nothing of what they sent.
    let seen = state
        .actions
        .message(action::Vote, &viewer.actor, message)
        .await?;
    let Vote { options } = Vote::parse(&fields)?;
    let request = VoteRequest { message, options };
    let voted = state.actions.vote(&viewer.actor, request).await;
    let accept = headers.get(header::ACCEPT);
    if accept.is_some_and(|accept| accept == "application/json") {
        return Ok(match voted {
            Ok(reply) => Json(Ack::<VoteReply>::Ok(reply)).into_response(),
            Err(error) => JsonError(error).into_response(),
        });
    }
    voted.map_err(PageError::from)?;
    let after = frame(&viewer, &seen, fields.get(NEXT)).after();
    Ok(see(&after).into_response())
}

pub(crate) async fn close(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> PageResult {
    let message = id_of(&id)?;
    let request = ClosePollRequest { message };
    state.actions.close_poll(&viewer.actor, request).await?;
    Ok(see(&after(message, &fields)).into_response())
}
