//! A room's settings: a page of several forms, each with its own result message.

mod access;
mod archive_delete;
mod details;
mod page;
mod people;
mod preferences;

use app::pages::{
    form::{FormErrors, Outcome, Said},
    rooms::settings::RoomSection,
};
use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::search_text::SearchText;
use page::{Shown, page};
use protocol::{ErrorCode, ErrorReply, Role};
use serde::Deserialize;

use crate::{
    actions::rooms::SeenRoom,
    http::{
        HttpState, error,
        extract::{Path, Query},
        pages,
        redirect::see,
        rooms::page::slug_of,
        viewer::Viewer,
    },
};

pub(crate) use access::{kind, posting};
pub(crate) use archive_delete::{archive, delete, unarchive};
pub(crate) use details::edit;
pub(crate) use people::{add, leave, remove, role};
pub(crate) use preferences::preferences;

#[derive(Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    done: String,
    #[serde(default)]
    q: SearchText,
    #[serde(default)]
    after: u32,
}

pub(crate) async fn show(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
    Query(wanted): Query<Wanted>,
) -> Response {
    let shown = Shown {
        outcome: outcome_message(&wanted.done),
        query: wanted.q.into(),
        after: wanted.after,
        ..Shown::default()
    };
    match page::data(&state, &viewer, &slug, shown).await {
        // The room was renamed, or the path has its id: redirects to its current address, with the
        // result.
        Ok(data) if data.room.slug.as_str() != slug => {
            let path = format!("/r/{}/settings", data.room.slug);
            let query = query.map(|query| format!("?{query}")).unwrap_or_default();
            see(&format!("{path}{query}")).into_response()
        }
        Ok(data) => pages::render(&state, StatusCode::OK, data).await,
        Err(error) => pages::failed(&state, &error).await,
    }
}

/// The message after the form with this name succeeded.
fn outcome_message(done: &str) -> Option<Outcome<RoomSection>> {
    let (section, words) = match done {
        "preferences" => (RoomSection::ForYou, "Saved."),
        "edit" => (RoomSection::About, "Saved."),
        "posting" => (RoomSection::Posting, "Saved."),
        "kind" => (RoomSection::Kind, "Saved."),
        "add" => (RoomSection::People, "They were added to the room."),
        "remove" => (RoomSection::People, "They were removed from the room."),
        "role" => (RoomSection::People, "Saved."),
        "archive" => (RoomSection::Archive, "The room is archived."),
        "unarchive" => (RoomSection::Archive, "The room is no longer archived."),
        _ => return None,
    };
    Some(Outcome {
        section,
        said: Said::Done(words.into()),
    })
}

async fn seen(state: &HttpState, viewer: &Viewer, slug: &str) -> Result<SeenRoom, ErrorReply> {
    let slug = slug_of(slug)?;
    state.actions.room_by_slug(&viewer.actor, &slug).await
}

fn incomplete() -> ErrorReply {
    ErrorReply::new(
        ErrorCode::InvalidPayload,
        "The form was not complete. Reload the page and try again.",
    )
}

/// Redirects away from a room that the viewer is not in any more, or that does not exist any more.
fn gone(viewer: &Viewer, done: &str) -> Response {
    match viewer.actor.role {
        // They have no room directory.
        Role::Guest | Role::Visitor => see("/").into_response(),
        Role::Owner | Role::Admin | Role::Member => {
            see(&format!("/rooms?done={done}")).into_response()
        }
    }
}

/// Redirects to the settings with the result, or shows them with the reason.
async fn answer(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    name: &str,
    section: RoomSection,
    done: Result<(), ErrorReply>,
) -> Response {
    match done {
        Ok(()) => see(&format!("/r/{slug}/settings?done={name}")).into_response(),
        Err(error) => {
            let status = error::status(error.code);
            let outcome = Outcome {
                section,
                said: Said::Refused(FormErrors::general(error.message)),
            };
            let shown = Shown {
                outcome: Some(outcome),
                ..Shown::default()
            };
            page(state, viewer, slug, status, shown).await
        }
    }
}
