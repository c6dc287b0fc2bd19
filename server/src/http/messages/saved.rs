//! `/m/{id}/save`, and `/saved`.

use app::pages::{
    form::Form,
    messages::{
        message::form::SaveMessage,
        saved::{SavedMessage, SavedPage},
    },
};
use axum::{extract::State, http::StatusCode, response::IntoResponse};
use protocol::event::SaveRequest;
use serde::Deserialize;

use super::{after, id_of};
use crate::http::{
    HttpState,
    error::PageResult,
    extract::{Path, Posted, Query},
    pages::render,
    redirect::see,
    viewer::Viewer,
};

pub(crate) async fn save(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> PageResult {
    let message = id_of(&id)?;
    let SaveMessage { on } = SaveMessage::parse(&fields)?;
    let request = SaveRequest { message, on };
    state.actions.save(&viewer.actor, request).await?;
    Ok(see(&after(message, &fields)).into_response())
}

#[derive(Deserialize)]
pub(crate) struct After {
    /// How many come before.
    #[serde(default)]
    after: String,
}

pub(crate) async fn list(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(After { after }): Query<After>,
) -> PageResult {
    let skip = after.parse().unwrap_or(0);
    let found = state.actions.saved(&viewer.actor, skip).await?;
    let shown = u32::try_from(found.page.saved.len()).unwrap_or(u32::MAX);
    let rooms = found.rooms;
    let page = SavedPage {
        frame: viewer.frame(),
        after: skip,
        next: found.page.more.then(|| skip.saturating_add(shown)),
        messages: found
            .page
            .saved
            .into_iter()
            .filter_map(|one| {
                let room = rooms.iter().find(|room| room.id == one.message.room)?;
                Some(SavedMessage {
                    room: room.clone(),
                    message: one.message,
                    at: one.at,
                })
            })
            .collect(),
    };
    Ok(render(&state, StatusCode::OK, page).await)
}
