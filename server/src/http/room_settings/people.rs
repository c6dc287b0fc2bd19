//! Who is in a room: adding, removing, naming room admins, leaving.

use app::page_data::{FormErrors, Outcome, RoomSection, RoomTyped, Said};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use protocol::{ErrorCode, ErrorReply, Place, RoomKind};
use serde::Deserialize;

use super::{
    answer, gone, incomplete,
    page::{Shown, page},
    seen,
};
use crate::{
    http::{
        HttpState, error,
        extract::{Path, TextForm},
        redirect::see,
        viewer::Viewer,
    },
    store::Named,
};
use domain::handle;

#[derive(Deserialize)]
pub(in crate::http) struct PersonFields {
    #[serde(default)]
    person: String,
    #[serde(default)]
    place: String,
    /// What the list was searched for.
    #[serde(default)]
    q: String,
    /// After how many its page began.
    #[serde(default)]
    after: u32,
}

/// Puts somebody into the room, by handle.
pub(in crate::http) async fn add(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    TextForm(fields): TextForm<PersonFields>,
) -> Response {
    let done = async {
        let room = seen(&state, &viewer, &slug).await?.room.id;
        let nobody = || ErrorReply::new(ErrorCode::NotFound, "There is nobody of that handle.");
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

/// Takes somebody out of the room.
pub(in crate::http) async fn remove(
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
            // Who is not in it any more is taken out: a double click is no mistake. In an open room
            // people are in who cannot be taken out.
            Err(error) if error.code == ErrorCode::NotFound && room.kind != RoomKind::Open => {
                Ok(())
            }
            done => done,
        }
    };
    let done = done.await;
    if is_oneself && is_out(&done) {
        let seen = seen(&state, &viewer, &slug).await;
        // In an open room they are still.
        if !seen.is_ok_and(|seen| seen.is_in) {
            return gone(&viewer, "left");
        }
    }
    answer_in_list(&state, &viewer, &slug, "remove", &fields, done).await
}

/// Makes somebody an admin of the room, or no longer.
pub(in crate::http) async fn place(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    TextForm(fields): TextForm<PersonFields>,
) -> Response {
    let done = async {
        let whom = fields.person.parse().map_err(|_| incomplete())?;
        let place = Place::parse(&fields.place).ok_or_else(incomplete)?;
        let room = seen(&state, &viewer, &slug).await?.room.id;
        state
            .actions
            .change_place(&viewer.actor, room, whom, place)
            .await
    };
    let done = done.await;
    answer_in_list(&state, &viewer, &slug, "place", &fields, done).await
}

/// Leads back to the part of a long list in which the person stood.
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

/// Leaves the room.
pub(in crate::http) async fn leave(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
) -> Response {
    let done = async {
        let seen = seen(&state, &viewer, &slug).await?;
        // Whoever is out already comes to the same page: a double click is no mistake.
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

/// Whether somebody is not in a room, be it one that they see no more or that never was.
fn is_out(done: &Result<(), ErrorReply>) -> bool {
    match done {
        Ok(()) => true,
        Err(error) => error.code == ErrorCode::NotFound,
    }
}
