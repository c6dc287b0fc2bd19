//! `/m/{id}/reply`: the room, with a message box that replies to the message.

use axum::{extract::State, http::StatusCode};
use domain::authorise::action;
use protocol::{Quote, event::Cursor};

use super::{id_of, thread};
use crate::{
    actions::rooms::page::PageOf,
    http::{
        HttpState,
        error::PageResult,
        extract::Path,
        pages::render,
        rooms::page::{new_form, page_data},
        viewer::Viewer,
    },
};

/// The address.
pub(super) const REPLY: &str = "/m/{id}/reply";

pub(crate) async fn show(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> PageResult {
    let seen = state
        .actions
        .message(action::ReadMessage, &viewer.actor, id_of(&id)?)
        .await?;
    let mut form = new_form();
    form.reply = Some(Quote::of(&seen.message));
    if !seen.message.is_in_log() {
        let (id, ok) = (seen.message.id, StatusCode::OK);
        return Ok(thread::page(&state, &viewer, id, Cursor::Latest, ok, form).await?);
    }
    let room = PageOf::Slug(seen.room.slug.clone());
    let page = state.actions.room_page(&viewer.actor, room, Cursor::Latest);
    let page = page_data(&state, &viewer, page.await?, Cursor::Latest, form);
    Ok(render(&state, StatusCode::OK, page).await)
}
