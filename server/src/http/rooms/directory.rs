//! The room directory, and joining rooms.

use app::pages::rooms::directory::{DirectoryPage, DirectoryRoom, Standing};
use axum::{extract::State, http::StatusCode, response::IntoResponse};
use domain::search_text::SearchText;
use protocol::{RoomState, Slug};
use serde::Deserialize;

use crate::http::{
    HttpState,
    error::PageResult,
    extract::{Path, Query},
    pages,
    redirect::see,
    rooms::page::slug_of,
    viewer::Viewer,
};

#[derive(Deserialize)]
pub(crate) struct Search {
    #[serde(default)]
    q: SearchText,
    after: Option<String>,
    #[serde(default)]
    done: String,
}

/// Rooms per page of the directory.
const PAGE: usize = 50;

pub(crate) async fn directory(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(search): Query<Search>,
) -> PageResult {
    let after = search
        .after
        .as_deref()
        .and_then(|after| Slug::parse(after).ok());
    let rooms = state
        .actions
        .directory(&viewer.actor, search.q.as_str().to_owned(), after)
        .await?;
    let next = (rooms.len() >= PAGE)
        .then(|| rooms.last().map(|last| last.room.slug.to_string()))
        .flatten();
    let rooms = rooms.into_iter().map(|listed| DirectoryRoom {
        standing: match (listed.is_in, listed.room.state) {
            (true, _) => Standing::In,
            (false, RoomState::Active) => Standing::MayJoin,
            (false, RoomState::Archived) => Standing::MayLook,
        },
        room: listed.room,
        description: listed.description,
        people: listed.people,
    });
    let page = DirectoryPage {
        frame: viewer.frame(),
        query: search.q.into(),
        rooms: rooms.collect(),
        next,
        notice: match search.done.as_str() {
            "left" => Some("You have left the room.".into()),
            "deleted" => Some("The room is deleted.".into()),
            "gone" => Some("That room no longer exists, or you do not have access to it.".into()),
            "hidden" => Some("The room is private now, and you are not a member.".into()),
            _ => None,
        },
    };
    Ok(pages::render(&state, StatusCode::OK, page).await)
}

pub(crate) async fn join(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
) -> PageResult {
    let slug = slug_of(&slug)?;
    let seen = state.actions.room_by_slug(&viewer.actor, &slug).await?;
    // Joining twice leads to the same page: a double click is not an error.
    if !seen.is_in {
        state.actions.join(&viewer.actor, seen.room.id).await?;
    }
    Ok(see(&format!("/r/{}", seen.room.slug)).into_response())
}
