//! The pins of a room.

use app::pages::rooms::pins::{PinnedMessage, PinsPage};
use axum::{extract::State, http::StatusCode};
use serde::Deserialize;

use super::page::slug_of;
use crate::http::{
    HttpState,
    error::PageResult,
    extract::{Path, Query},
    pages::render,
    viewer::Viewer,
};

#[derive(Deserialize)]
pub(crate) struct After {
    /// How many come before.
    #[serde(default)]
    after: String,
}

pub(crate) async fn list(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    Query(After { after }): Query<After>,
) -> PageResult {
    let skip = after.parse().unwrap_or(0);
    let found = state.actions.pins(&viewer.actor, slug_of(&slug)?, skip);
    let found = found.await?;
    let shown = u32::try_from(found.page.pins.len()).unwrap_or(u32::MAX);
    let page = PinsPage {
        workspace: viewer.workspace.name.to_string(),
        me: viewer.actor.member.id,
        may_unpin: found.may_unpin,
        next: found.page.more.then(|| skip.saturating_add(shown)),
        pins: found
            .page
            .pins
            .into_iter()
            .map(|pin| PinnedMessage {
                message: pin.message,
                by: pin.by,
                at: pin.at,
            })
            .collect(),
        room: found.room,
    };
    Ok(render(&state, StatusCode::OK, page).await)
}
