//! `/m/{id}/react`.

use app::pages::{
    form::{Form, FormState},
    messages::{
        NEXT,
        message::form::{EMOJI, ReactToMessage},
    },
};
use axum::{extract::State, http::StatusCode, response::IntoResponse};
use domain::{authorise::action, reactions};
use protocol::{ErrorReply, event::ReactRequest};

use super::{frame, id_of, page};
use crate::{
    actions::messages::not_an_emoji,
    http::{
        HttpState,
        error::PageResult,
        extract::{Path, Posted},
        redirect::see,
        viewer::Viewer,
    },
};

pub(crate) async fn react(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> PageResult {
    let message = id_of(&id)?;
    // Whoever may not react learns nothing of what they sent.
    let seen = state
        .actions
        .message(action::React, &viewer.actor, message)
        .await?;
    let next = fields.get(NEXT);
    let ReactToMessage { emoji, on } = ReactToMessage::parse(&fields)?;
    let done = match reactions::emoji(&emoji) {
        Some(emoji) => {
            let request = ReactRequest { message, emoji, on };
            state.actions.react(&viewer.actor, request).await
        }
        None => Err(not_an_emoji()),
    };
    match done {
        Ok(_) => {
            let after = frame(&viewer, &seen, next).after();
            Ok(see(&after).into_response())
        }
        Err(error) => refused(&state, &viewer, (message, next), emoji, error).await,
    }
}

async fn refused(
    state: &HttpState,
    viewer: &Viewer,
    (message, next): (protocol::MessageId, &str),
    emoji: String,
    error: ErrorReply,
) -> PageResult {
    let mut form = FormState::default();
    form.fields = form.fields.with(EMOJI, emoji);
    form.errors.add(EMOJI, error.message);
    page::render_page(
        state,
        viewer,
        message,
        next,
        StatusCode::UNPROCESSABLE_ENTITY,
        form,
    )
    .await
}
