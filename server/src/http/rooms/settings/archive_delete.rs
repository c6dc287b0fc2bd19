//! Archiving, unarchiving and deleting a room.

use app::pages::{
    form::{FormErrors, Outcome, Said},
    rooms::settings::{RoomSection, RoomTyped},
};
use axum::{extract::State, response::Response};
use domain::authorise::Action;
use protocol::{ErrorCode, ErrorReply, RoomName, RoomState};
use serde::Deserialize;

use super::{
    answer, gone,
    page::{Shown, page},
    seen,
};
use crate::http::{
    HttpState, error,
    extract::{Path, TextForm},
    viewer::Viewer,
};

pub(crate) async fn archive(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
) -> Response {
    set_state(&state, &viewer, &slug, "archive", RoomState::Archived).await
}

pub(crate) async fn unarchive(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
) -> Response {
    set_state(&state, &viewer, &slug, "unarchive", RoomState::Active).await
}

async fn set_state(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    name: &str,
    to: RoomState,
) -> Response {
    let done = async {
        let room = seen(state, viewer, slug).await?.room.id;
        let changed = state.actions.set_room_state(&viewer.actor, room, to);
        changed.await.map(drop)
    };
    let done = done.await;
    answer(state, viewer, slug, name, RoomSection::Archive, done).await
}

#[derive(Deserialize)]
pub(crate) struct DeleteFields {
    #[serde(default)]
    confirm: String,
}

/// Deletes the room, if its name was typed as confirmation.
pub(crate) async fn delete(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    TextForm(fields): TextForm<DeleteFields>,
) -> Response {
    let done = async {
        let seen = seen(&state, &viewer, &slug).await?;
        // Permission is checked first, whatever was typed.
        seen.check(viewer.actor.role, Action::DeleteRoom)?;
        let typed = RoomName::parse(&fields.confirm).ok();
        if typed.as_ref() != Some(&seen.room.name) {
            return Err(ErrorReply::new(
                ErrorCode::InvalidName,
                "Type the room's name exactly as shown above. Nothing was deleted.",
            ));
        }
        state.actions.delete_room(&viewer.actor, seen.room.id).await
    };
    match done.await {
        Ok(()) => gone(&viewer, "deleted"),
        // A double click is not an error.
        Err(error) if error.code == ErrorCode::NotFound => gone(&viewer, "gone"),
        Err(error) => {
            let status = error::status(error.code);
            let typed = RoomTyped {
                confirm: Some(fields.confirm),
                ..RoomTyped::default()
            };
            let outcome = Outcome {
                section: RoomSection::Delete,
                said: Said::Refused(match error.code {
                    ErrorCode::InvalidName => FormErrors::of("confirm", error.message),
                    _ => FormErrors::general(error.message),
                }),
            };
            let shown = Shown {
                typed,
                outcome: Some(outcome),
                ..Shown::default()
            };
            page(&state, &viewer, &slug, status, shown).await
        }
    }
}
