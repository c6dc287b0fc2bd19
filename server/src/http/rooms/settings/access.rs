//! Who may see a room, and who may post in it.

use app::pages::rooms::settings::RoomSection;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use protocol::{ErrorCode, Posting, RoomKind};
use serde::Deserialize;

use super::{answer, incomplete, seen};
use crate::http::{
    HttpState,
    extract::{Path, TextForm},
    redirect::see,
    viewer::Viewer,
};

#[derive(Deserialize)]
pub(crate) struct PostingFields {
    #[serde(default)]
    posting: String,
}

/// Changes who may post.
pub(crate) async fn posting(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    TextForm(fields): TextForm<PostingFields>,
) -> Response {
    let done = async {
        let posting = Posting::parse(&fields.posting).ok_or_else(incomplete)?;
        let room = seen(&state, &viewer, &slug).await?.room.id;
        let changed = state.actions.change_posting(&viewer.actor, room, posting);
        changed.await.map(drop)
    };
    let done = done.await;
    answer(
        &state,
        &viewer,
        &slug,
        "posting",
        RoomSection::Posting,
        done,
    )
    .await
}

#[derive(Deserialize)]
pub(crate) struct KindFields {
    #[serde(default)]
    kind: String,
}

/// Makes the room public or private.
pub(crate) async fn kind(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    TextForm(fields): TextForm<KindFields>,
) -> Response {
    let done = async {
        let kind = RoomKind::parse(&fields.kind).ok_or_else(incomplete)?;
        let room = seen(&state, &viewer, &slug).await?.room.id;
        let changed = state.actions.change_kind(&viewer.actor, room, kind);
        changed.await.map(drop)
    };
    let done = done.await;
    // Somebody who administers a public room without being in it does not see it once it is
    // private.
    let is_hidden = done.is_ok()
        && matches!(seen(&state, &viewer, &slug).await, Err(error) if error.code == ErrorCode::NotFound);
    if is_hidden {
        return see("/rooms?done=hidden").into_response();
    }
    answer(&state, &viewer, &slug, "kind", RoomSection::Kind, done).await
}
