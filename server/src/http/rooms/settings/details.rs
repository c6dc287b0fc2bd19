//! A room's name, slug, topic and description.

use app::pages::{
    form::{Form, RawForm},
    rooms::settings::{RoomSection, form::EditRoom},
};
use axum::extract::State;
use protocol::Slug;

use super::{answer, seen};
use crate::{
    actions::rooms::RoomEdit,
    http::{
        HttpState,
        error::{PageResult, Refused},
        extract::{Path, Posted},
        viewer::Viewer,
    },
};

pub(crate) async fn edit(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    Posted(fields): Posted,
) -> PageResult {
    let form = (RoomSection::About, "edit");
    match try_edit(&state, &viewer, &slug, &fields).await {
        // With its name the room's address may have changed.
        Ok(slug) => answer(&state, &viewer, slug.as_str(), form, fields, Ok(())).await,
        Err(refused) => answer(&state, &viewer, &slug, form, fields, Err(refused)).await,
    }
}

async fn try_edit(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    fields: &RawForm,
) -> Result<Slug, Refused> {
    let form = EditRoom::parse(fields)?;
    let edit = RoomEdit {
        name: form.name,
        topic: form.topic,
        description: form.description,
    };
    let id = seen(state, viewer, slug).await?.room.id;
    let room = state.actions.edit_room(&viewer.actor, id, edit).await?;
    Ok(room.slug)
}
