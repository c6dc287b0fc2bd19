//! Creating a room.

use app::pages::{
    form::{Form, FormState, RawForm},
    rooms::new_room::{NewRoomPage, form::CreateRoom},
};
use axum::{extract::State, http::StatusCode, response::IntoResponse};
use domain::authorise::{Action, ResourceFacts, Subject, decide};
use protocol::{ErrorCode, ErrorReply, RoomId, Slug};
use uuid::Uuid;

use crate::{
    actions::rooms::RoomEdit,
    http::{
        HttpState,
        error::{PageResult, Refused},
        extract::Posted,
        pages,
        redirect::see,
        viewer::Viewer,
    },
};

/// The form for a new room.
pub(crate) async fn new_room(State(state): State<HttpState>, viewer: Viewer) -> PageResult {
    let who = Subject::Active(viewer.actor.role);
    decide(Action::CreateRoom, who, ResourceFacts::Workspace)
        .map_err(|denied| ErrorReply::new(ErrorCode::Forbidden, denied.to_string()))?;
    let form = FormState::with(CreateRoom::blank(RoomId(Uuid::new_v4())));
    let page = NewRoomPage {
        frame: viewer.frame(),
        form,
    };
    Ok(pages::render(&state, StatusCode::OK, page).await)
}

/// Creates a room. The id in the form makes a double click harmless.
pub(crate) async fn create_room(
    State(state): State<HttpState>,
    viewer: Viewer,
    Posted(fields): Posted,
) -> PageResult {
    match create(&state, &viewer, &fields).await {
        Ok(slug) => Ok(see(&format!("/r/{slug}")).into_response()),
        Err(Refused { status, errors }) => {
            let page = NewRoomPage {
                frame: viewer.frame(),
                form: FormState { fields, errors },
            };
            Ok(pages::render(&state, status, page).await)
        }
    }
}

async fn create(state: &HttpState, viewer: &Viewer, fields: &RawForm) -> Result<Slug, Refused> {
    let form = CreateRoom::parse(fields)?;
    let edit = RoomEdit {
        name: form.name,
        topic: form.topic,
        description: String::new(),
    };
    let made = state
        .actions
        .create_room(&viewer.actor, form.id, edit, form.kind, form.posting);
    Ok(made.await?.slug)
}
