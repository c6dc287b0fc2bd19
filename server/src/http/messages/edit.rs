//! `/m/{id}/edit`.

use app::pages::{
    form::{Form, FormState, RawForm},
    messages::{
        NEXT,
        edit::{
            EditMessagePage,
            form::{BODY, EditMessage},
        },
    },
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::authorise::action;
use protocol::{ErrorCode, ErrorReply, MessageContent, MessageId, event::EditRequest};

use super::{Next, after, frame, id_of};
use crate::{
    actions::messages::SeenMessage,
    http::{
        HttpState,
        error::{PageResult, Refused},
        extract::{Path, Posted, Query},
        pages::render,
        redirect::see,
        viewer::Viewer,
    },
};

pub(crate) async fn show(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(next): Query<Next>,
) -> PageResult {
    let seen = editable(&state, &viewer, id_of(&id)?).await?;
    let text = seen.message.content.text().unwrap_or_default();
    let form = FormState::with(RawForm::default().with(BODY, text));
    let page = EditMessagePage {
        frame: frame(&viewer, &seen, &next.next),
        form,
    };
    Ok(render(&state, StatusCode::OK, page).await)
}

async fn editable(
    state: &HttpState,
    viewer: &Viewer,
    id: MessageId,
) -> Result<SeenMessage, ErrorReply> {
    let seen = state
        .actions
        .message(action::EditMessage, &viewer.actor, id);
    let seen = seen.await?;
    match seen.message.content {
        MessageContent::Text(_) => Ok(seen),
        MessageContent::Poll(_) => Err(ErrorReply::new(
            ErrorCode::Forbidden,
            "A poll cannot be edited. Delete it, and create another one.",
        )),
        MessageContent::Deleted => Err(ErrorReply::new(
            ErrorCode::NotFound,
            "This message was deleted, so it cannot be edited.",
        )),
    }
}

pub(crate) async fn edit(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> PageResult {
    let id = id_of(&id)?;
    match save(&state, &viewer, id, &fields).await {
        Ok(()) => Ok(see(&after(id, &fields)).into_response()),
        Err(Refused { status, errors }) => {
            // Whoever may not edit it does not see the form again.
            let seen = editable(&state, &viewer, id).await?;
            let page = EditMessagePage {
                frame: frame(&viewer, &seen, fields.get(NEXT)),
                form: FormState { fields, errors },
            };
            Ok::<Response, _>(render(&state, status, page).await)
        }
    }
}

async fn save(
    state: &HttpState,
    viewer: &Viewer,
    message: MessageId,
    fields: &RawForm,
) -> Result<(), Refused> {
    let EditMessage { body } = EditMessage::parse(fields)?;
    let request = EditRequest { message, body };
    let edited = state.actions.edit_message(&viewer.actor, request).await;
    edited.map(drop).map_err(|error| match error.code {
        ErrorCode::InvalidBody => Refused::field(BODY, error),
        _ => error.into(),
    })
}
