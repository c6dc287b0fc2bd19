//! Memberships of a room: adding and removing people, changing room roles, leaving.

use app::pages::{
    form::{FormErrors, Outcome, Said},
    rooms::settings::{RoomSection, RoomTyped},
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use domain::handle;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use protocol::{ErrorCode, ErrorReply, RoomKind, RoomRole};
use serde::Deserialize;
use store::Named;

use super::{
    answer, gone, incomplete,
    page::{Shown, page},
    seen,
};
use crate::http::{
    HttpState, error,
    extract::{Path, TextForm},
    redirect::see,
    viewer::Viewer,
};

#[derive(Deserialize)]
pub(crate) struct PersonFields {
    #[serde(default)]
    person: String,
    #[serde(default)]
    role: String,
    /// Search text of the list.
    #[serde(default)]
    q: String,
    /// How many people the list skipped.
    #[serde(default)]
    after: u32,
}

/// Adds somebody to the room, by handle.
pub(crate) async fn add(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    TextForm(fields): TextForm<PersonFields>,
) -> Response {
    let done = async {
        let room = seen(&state, &viewer, &slug).await?.room.id;
        let nobody = || {
            ErrorReply::new(
                ErrorCode::NotFound,
                "No one has that handle. Check the spelling.",
            )
        };
        let handle = handle::read(&fields.person).map_err(|_| nobody())?;
        let name = Named::Handle(handle::skeleton(&handle));
        let added = state.actions.add(&viewer.actor, room, name).await;
        added.map_err(|error| match error.code {
            ErrorCode::NotFound => nobody(),
            _ => error,
        })
    };
    match done.await {
        Ok(()) => see(&format!("/r/{slug}/settings?done=add")).into_response(),
        Err(error) => {
            let status = error::status(error.code);
            let typed = RoomTyped {
                person: Some(fields.person),
                ..RoomTyped::default()
            };
            let outcome = Outcome {
                section: RoomSection::People,
                said: Said::Refused(FormErrors::of("person", error.message)),
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

/// Removes somebody from the room.
pub(crate) async fn remove(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    TextForm(fields): TextForm<PersonFields>,
) -> Response {
    let whom = fields.person.parse().map_err(|_| incomplete());
    let is_oneself = whom
        .as_ref()
        .is_ok_and(|whom| *whom == viewer.actor.member.id);
    let done = async {
        let room = seen(&state, &viewer, &slug).await?.room;
        match state.actions.remove(&viewer.actor, room.id, whom?).await {
            // If they are not in it any more, they are removed: a double click is not an error. In
            // an open room there are people who cannot be removed.
            Err(error) if error.code == ErrorCode::NotFound && room.kind != RoomKind::Open => {
                Ok(())
            }
            done => done,
        }
    };
    let done = done.await;
    if is_oneself && is_out(&done) {
        let seen = seen(&state, &viewer, &slug).await;
        // They are still in it if it is an open room.
        if !seen.is_ok_and(|seen| seen.is_in) {
            return gone(&viewer, "left");
        }
    }
    answer_in_list(&state, &viewer, &slug, "remove", &fields, done).await
}

pub(crate) async fn role(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    TextForm(fields): TextForm<PersonFields>,
) -> Response {
    let done = async {
        let whom = fields.person.parse().map_err(|_| incomplete())?;
        let role = RoomRole::parse(&fields.role).ok_or_else(incomplete)?;
        let room = seen(&state, &viewer, &slug).await?.room.id;
        state
            .actions
            .change_room_role(&viewer.actor, room, whom, role)
            .await
    };
    let done = done.await;
    answer_in_list(&state, &viewer, &slug, "role", &fields, done).await
}

/// Redirects to the page of a long list in which the person was.
async fn answer_in_list(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    name: &str,
    list: &PersonFields,
    done: Result<(), ErrorReply>,
) -> Response {
    if done.is_ok() && (list.after > 0 || !list.q.is_empty()) {
        let words = utf8_percent_encode(&list.q, NON_ALPHANUMERIC);
        let (path, after) = (format!("/r/{slug}/settings"), list.after);
        let part = format!("{path}?done={name}&after={after}&q={words}#people");
        return see(&part).into_response();
    }
    answer(state, viewer, slug, name, RoomSection::People, done).await
}

pub(crate) async fn leave(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
) -> Response {
    let done = async {
        let seen = seen(&state, &viewer, &slug).await?;
        // Leaving twice leads to the same page: a double click is not an error.
        if !seen.is_in {
            return Ok(());
        }
        state.actions.leave(&viewer.actor, seen.room.id).await
    };
    let done = done.await;
    if is_out(&done) {
        return gone(&viewer, "left");
    }
    answer(&state, &viewer, &slug, "leave", RoomSection::Leave, done).await
}

/// Whether the viewer is not in the room after the request, or does not see it.
fn is_out(done: &Result<(), ErrorReply>) -> bool {
    match done {
        Ok(()) => true,
        Err(error) => error.code == ErrorCode::NotFound,
    }
}
