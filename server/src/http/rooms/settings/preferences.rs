//! The viewer's own preferences for a room.

use app::pages::{
    form::{Form, RawForm},
    rooms::settings::{RoomSection, form::SetPreference},
};
use axum::extract::State;
use protocol::RoomPreference;

use super::{answer, seen};
use crate::http::{
    HttpState,
    error::{PageResult, Refused},
    extract::{Path, Posted},
    viewer::Viewer,
};

pub(crate) async fn preferences(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    Posted(fields): Posted,
) -> PageResult {
    let done = set(&state, &viewer, &slug, &fields).await;
    let form = (RoomSection::ForYou, "preferences");
    answer(&state, &viewer, &slug, form, fields, done).await
}

async fn set(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    fields: &RawForm,
) -> Result<(), Refused> {
    let form = SetPreference::parse(fields)?;
    let preference = RoomPreference {
        room: seen(state, viewer, slug).await?.room.id,
        favourite: form.favourite,
        muted: form.muted,
        level: form.level,
    };
    let set = state.actions.set_preference(&viewer.actor, preference);
    set.await?;
    Ok(())
}
