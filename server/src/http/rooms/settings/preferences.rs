//! The viewer's own preferences for a room.

use app::pages::rooms::settings::RoomSection;
use axum::{extract::State, response::Response};
use protocol::{Level, RoomPreference};
use serde::Deserialize;

use super::{answer, seen};
use crate::http::{
    HttpState,
    extract::{Path, TextForm},
    viewer::Viewer,
};

#[derive(Deserialize)]
pub(crate) struct PreferenceFields {
    #[serde(default)]
    favourite: String,
    #[serde(default)]
    muted: String,
    #[serde(default)]
    level: String,
}

pub(crate) async fn preferences(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    TextForm(fields): TextForm<PreferenceFields>,
) -> Response {
    let done = async {
        let seen = seen(&state, &viewer, &slug).await?;
        let preference = RoomPreference {
            room: seen.room.id,
            favourite: !fields.favourite.is_empty(),
            muted: !fields.muted.is_empty(),
            level: Level::parse(&fields.level).unwrap_or_default(),
        };
        state
            .actions
            .set_preference(&viewer.actor, preference)
            .await
    };
    let done = done.await;
    answer(
        &state,
        &viewer,
        &slug,
        "preferences",
        RoomSection::ForYou,
        done,
    )
    .await
}
