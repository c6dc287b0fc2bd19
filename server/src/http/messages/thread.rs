//! `/m/{id}/thread`: a thread, beside its room where there is space for both.

use app::{
    page_data::{ComposerForm, RoomPageData, ThreadData},
    pages::form::RawForm,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use protocol::{ErrorReply, MessageId, event::Cursor};

use super::id_of;
use crate::{
    actions::messages::thread::ThreadPage,
    http::{
        HttpState,
        error::PageResult,
        extract::{Path, Posted, Query},
        pages::render,
        redirect::see,
        rooms::page::{At, cursor, form_after, new_form, page_data, with_draft},
        viewer::Viewer,
    },
};

/// The addresses.
pub(super) const THREAD: &str = "/m/{id}/thread";
pub(super) const FOLLOW: &str = "/m/{id}/follow";

/// A thread: its latest messages, or those before a `seq`.
pub(crate) async fn show(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(at): Query<At>,
) -> PageResult {
    let (id, cursor) = (id_of(&id)?, cursor(&at)?);
    let page = state.actions.thread_page(&viewer.actor, id, cursor).await?;
    let form = form_after(&state, &viewer, page.room.seen.room.id, &at).await?;
    let page = thread_data(&state, &viewer, page, form);
    Ok(render(&state, StatusCode::OK, page).await)
}

/// The page with this message box.
pub(in crate::http) async fn page(
    state: &HttpState,
    viewer: &Viewer,
    id: MessageId,
    at: Cursor,
    status: StatusCode,
    composer: ComposerForm,
) -> Result<Response, ErrorReply> {
    let page = state.actions.thread_page(&viewer.actor, id, at).await?;
    let page = thread_data(state, viewer, page, composer);
    Ok(render(state, status, page).await)
}

fn thread_data(
    state: &HttpState,
    viewer: &Viewer,
    page: ThreadPage,
    composer: ComposerForm,
) -> RoomPageData {
    let ThreadPage {
        room,
        at,
        root,
        history,
        follows,
        draft,
    } = page;
    RoomPageData {
        thread: Some(ThreadData {
            root,
            page: history,
            follows,
            composer: with_draft(composer, draft),
        }),
        ..page_data(state, viewer, room, at, new_form())
    }
}

/// Follows the thread, or no longer: `follow` says which.
pub(crate) async fn follow(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> PageResult {
    let id = id_of(&id)?;
    state
        .actions
        .follow_thread(&viewer.actor, id, follows(&fields))
        .await?;
    Ok(see(&format!("/m/{id}/thread")).into_response())
}

fn follows(fields: &RawForm) -> bool {
    fields.get(app::pages::messages::FOLLOW) != "no"
}
