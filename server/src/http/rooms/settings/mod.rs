//! A room's settings: a page of several forms, each with its own result message.

mod access;
mod archive_delete;
mod details;
mod page;
mod people;
mod preferences;

use app::pages::{
    form::{FormResult, FormState, RawForm, SentForm, address},
    rooms::settings::{RoomSection, RoomSettingsPage},
};
use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::search_text::SearchText;
use page::{Listed, page};
use protocol::{ErrorReply, Role};
use serde::Deserialize;

use crate::{
    actions::rooms::SeenRoom,
    http::{
        HttpState,
        error::{PageResult, Refused},
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
) -> PageResult {
    let listed = Listed {
        query: wanted.q.into(),
        after: wanted.after,
    };
    let mut page = page(&state, &viewer, &slug, listed).await?;
    // The room was renamed, or the path has its id: redirects to its current address, with the
    // result.
    if page.room.slug.as_str() != slug {
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        return Ok(see(&format!("{}{query}", page.path())).into_response());
    }
    page.sent = done_message(&wanted.done);
    Ok(pages::render(&state, StatusCode::OK, page).await)
}

/// The message after the form with this name succeeded.
fn done_message(done: &str) -> Option<SentForm<RoomSection>> {
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
    Some(SentForm {
        section,
        result: FormResult::Done(words.into()),
    })
}

async fn seen(state: &HttpState, viewer: &Viewer, slug: &str) -> Result<SeenRoom, ErrorReply> {
    let slug = slug_of(slug)?;
    state.actions.room_by_slug(&viewer.actor, &slug).await
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

/// Redirects to the settings with the result, or shows them with the form as it was typed.
async fn answer(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    (section, name): (RoomSection, &str),
    fields: RawForm,
    done: Result<(), Refused>,
) -> PageResult {
    let Err(Refused { status, errors }) = done else {
        let path = address(RoomSettingsPage::ROUTE, slug);
        return Ok(see(&format!("{path}?done={name}")).into_response());
    };
    let mut page = page(state, viewer, slug, Listed::default()).await?;
    page.sent = Some(SentForm {
        section,
        result: FormResult::Refused(FormState { fields, errors }),
    });
    Ok(pages::render(state, status, page).await)
}
