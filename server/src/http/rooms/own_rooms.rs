//! The list of the viewer's own rooms, with search.

use app::{
    pages::rooms::own_rooms::{OwnRoomEntry, OwnRoomsPage},
    text::room_name::title,
};
use axum::{extract::State, http::StatusCode};
use domain::{fold::fold, search_text::SearchText};
use protocol::RoomId;
use serde::Deserialize;

use crate::http::{HttpState, error::PageResult, extract::Query, pages, viewer::Viewer};

/// Rooms per page.
const PAGE: usize = 50;

#[derive(Deserialize)]
pub(crate) struct Search {
    #[serde(default)]
    q: SearchText,
    #[serde(default)]
    after: String,
    #[serde(default)]
    done: String,
}

/// The rooms whose name, slug or topic contains the words; direct rooms are found by the people in
/// them.
pub(crate) async fn list(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(search): Query<Search>,
) -> PageResult {
    let own = state.actions.own_rooms(&viewer.actor).await?;
    let (words, me) = (fold(search.q.as_str()), viewer.actor.member.id);
    let mut found: Vec<OwnRoomEntry> = own
        .into_iter()
        .map(|one| OwnRoomEntry {
            room: one.room,
            preference: one.preference,
        })
        .filter(|one| {
            let room = &one.room;
            let mut texts = vec![title(room, me), room.topic.clone()];
            if !room.kind.is_direct() {
                texts.push(room.slug.to_string());
            }
            texts.iter().any(|text| fold(text).contains(&words))
        })
        .collect();
    let after = search.after.parse::<RoomId>().ok();
    if let Some(last) = found.iter().position(|one| Some(one.room.id) == after) {
        found.drain(..=last);
    }
    let next = found.len() > PAGE;
    found.truncate(PAGE);
    let page = OwnRoomsPage {
        frame: viewer.frame(),
        query: search.q.into(),
        next: found
            .last()
            .filter(|_| next)
            .map(|last| last.room.id.to_string()),
        rooms: found,
        notice: (search.done == "gone")
            .then(|| "You are no longer in that room, or it was deleted.".into()),
    };
    Ok(pages::render(&state, StatusCode::OK, page).await)
}
