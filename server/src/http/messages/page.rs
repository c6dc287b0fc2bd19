//! `/m/{id}`.

use app::pages::messages::message::{MessagePage, MessagePowers, Version};
use axum::{extract::State, http::StatusCode};
use domain::authorise::{Action, action};
use protocol::MessageContent;
use store::VERSIONS;

use super::{Next, frame, id_of};
use crate::http::{
    HttpState,
    error::PageResult,
    extract::{Path, Query},
    pages::render,
    viewer::Viewer,
};

pub(crate) async fn show(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(next): Query<Next>,
) -> PageResult {
    let id = id_of(&id)?;
    let seen = state
        .actions
        .message(action::ReadMessage, &viewer.actor, id)
        .await?;
    let is_there = seen.message.content != MessageContent::Deleted;
    let may = |action| is_there && seen.may(action);
    let page = MessagePage {
        frame: frame(&viewer, &seen, next.next.as_deref()),
        powers: MessagePowers {
            edit: may(Action::EditMessage),
            delete: may(Action::DeleteMessage),
        },
        has_more_versions: seen.versions.len() >= VERSIONS as usize,
        versions: seen
            .versions
            .into_iter()
            .map(|version| Version {
                text: version.body,
                written_at: version.written_at,
            })
            .collect(),
    };
    Ok(render(&state, StatusCode::OK, page).await)
}
