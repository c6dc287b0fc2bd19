//! A new poll: `/r/{slug}/poll`.

use app::pages::{
    form::{Form, FormState, RawForm},
    rooms::new_poll::{
        NewPollPage,
        form::{CLIENT_ID, CreatePoll},
    },
};
use axum::{extract::State, http::StatusCode, response::IntoResponse};
use domain::authorise::Action;
use protocol::{ClientMessageId, ErrorCode, ErrorReply, event::PollRequest};
use serde::Deserialize;
use uuid::Uuid;

use super::page::slug_of;
use crate::{
    actions::rooms::SeenRoom,
    clock::now,
    http::{
        HttpState,
        error::{PageResult, Refused},
        extract::{Path, Posted, Query},
        pages::render,
        redirect::see,
        viewer::Viewer,
    },
};

/// Where it is posted, if not in the room's log.
#[derive(Deserialize)]
pub(crate) struct Where {
    thread: Option<String>,
}

pub(crate) async fn show(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    Query(place): Query<Where>,
) -> PageResult {
    let seen = seen(&state, &viewer, &slug).await?;
    let thread = place.thread.and_then(|thread| thread.parse().ok());
    let fields = CreatePoll::blank(&new_client_id(), thread);
    let page = page(&viewer, seen, FormState::with(fields));
    Ok(render(&state, StatusCode::OK, page).await)
}

/// Posts it. The client id in a hidden field makes a double click or a form that is sent again
/// harmless.
pub(crate) async fn create(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    Posted(fields): Posted,
) -> PageResult {
    let seen = seen(&state, &viewer, &slug).await?;
    match try_create(&state, &viewer, &seen, &fields).await {
        Ok(after) => Ok(see(&after).into_response()),
        Err((Refused { status, errors }, fields)) => {
            let page = page(&viewer, seen, FormState { fields, errors });
            Ok(render(&state, status, page).await)
        }
    }
}

/// Where to go on; or why not, and the form as it can be sent again.
async fn try_create(
    state: &HttpState,
    viewer: &Viewer,
    seen: &SeenRoom,
    fields: &RawForm,
) -> Result<String, (Refused, RawForm)> {
    let form =
        CreatePoll::parse(fields).map_err(|errors| (Refused::from(errors), fields.clone()))?;
    let request = PollRequest {
        room: seen.room.id,
        poll: form.poll_at(now()),
        client_id: form.client_id,
        reply_to: None,
        thread: form.thread,
        in_room: false,
    };
    let posted = state.actions.post_poll(&viewer.actor, request).await;
    match posted {
        Ok(_) => Ok(match form.thread {
            Some(root) => format!("/m/{root}/thread"),
            None => format!("/r/{}", seen.room.slug),
        }),
        // A browser's Back button brings a form back as it was before it was sent.
        Err(error) if error.code == ErrorCode::ClientIdReused => {
            let fields = fields.clone().with(CLIENT_ID, new_client_id().as_str());
            Err((error.into(), fields))
        }
        Err(error) => Err((error.into(), fields.clone())),
    }
}

/// The room, for somebody who may post in it.
async fn seen(state: &HttpState, viewer: &Viewer, slug: &str) -> Result<SeenRoom, ErrorReply> {
    let slug = slug_of(slug)?;
    let seen = state.actions.room_by_slug(&viewer.actor, &slug).await?;
    seen.check(viewer.actor.role, Action::Post)?;
    Ok(seen)
}

fn page(viewer: &Viewer, seen: SeenRoom, form: FormState) -> NewPollPage {
    NewPollPage {
        workspace: viewer.workspace.name.to_string(),
        me: viewer.actor.member.id,
        room: seen.room,
        form,
    }
}

fn new_client_id() -> ClientMessageId {
    Uuid::new_v4().into()
}
