//! A room's name, slug, topic and description.

use app::pages::{
    form::{FormErrors, Outcome, Said},
    rooms::settings::{RoomSection, RoomTyped},
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::copy::sentence;
use protocol::{
    RoomName,
    limits::{MAX_DESCRIPTION_CHARS, MAX_TOPIC_CHARS},
};
use serde::Deserialize;

use super::{
    page::{Shown, page},
    seen,
};
use crate::{
    actions::rooms::RoomEdit,
    http::{
        HttpState, error,
        extract::{Path, TextForm},
        redirect::see,
        text_fields::{one_line, some_lines},
        viewer::Viewer,
    },
};

#[derive(Deserialize)]
pub(crate) struct EditFields {
    #[serde(default)]
    name: String,
    #[serde(default)]
    topic: String,
    #[serde(default)]
    description: String,
}

pub(crate) async fn edit(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    TextForm(fields): TextForm<EditFields>,
) -> Response {
    let mut errors = FormErrors::default();
    let name = RoomName::parse(&fields.name)
        .map_err(|reason| errors.add("name", sentence(&reason)))
        .ok();
    let topic = one_line(&fields.topic, MAX_TOPIC_CHARS)
        .map_err(|reason| errors.add("topic", reason))
        .ok();
    let description = some_lines(&fields.description, MAX_DESCRIPTION_CHARS)
        .map_err(|reason| errors.add("description", reason))
        .ok();
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if let (Some(name), Some(topic), Some(description)) = (name, topic, description) {
        let edit = RoomEdit {
            name,
            topic,
            description,
        };
        let changed = async {
            let seen = seen(&state, &viewer, &slug).await?;
            let (actor, id) = (&viewer.actor, seen.room.id);
            state.actions.edit_room(actor, id, edit).await
        };
        match changed.await {
            Ok(room) => {
                return see(&format!("/r/{}/settings?done=edit", room.slug)).into_response();
            }
            Err(error) => {
                status = error::status(error.code);
                errors.general = Some(error.message);
            }
        }
    }
    let typed = RoomTyped {
        name: Some(fields.name),
        topic: Some(fields.topic),
        description: Some(fields.description),
        ..RoomTyped::default()
    };
    let outcome = Outcome {
        section: RoomSection::About,
        said: Said::Refused(errors),
    };
    let shown = Shown {
        typed,
        outcome: Some(outcome),
        ..Shown::default()
    };
    page(&state, &viewer, &slug, status, shown).await
}
