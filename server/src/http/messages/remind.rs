//! `/m/{id}/remind`.

use app::pages::{
    form::{FormState, RawForm},
    messages::{
        NEXT,
        remind::{RemindPage, form::SetReminder},
    },
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{authorise::action, local_time::Zone};
use protocol::{MessageId, event::RemindRequest};

use super::{Next, frame, id_of};
use crate::{
    actions::messages::SeenMessage,
    clock::now,
    http::{
        HttpState,
        error::{PageResult, Refused},
        extract::{Path, Posted, Query},
        later::{refused, tomorrow},
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
    let id = id_of(&id)?;
    let seen = state
        .actions
        .message(action::SetReminder, &viewer.actor, id);
    let (seen, zone) = (seen.await?, state.actions.own_zone(&viewer.actor).await?);
    let form = FormState::with(tomorrow(RawForm::default(), zone.as_ref()));
    page(
        &state,
        &viewer,
        StatusCode::OK,
        (seen, zone),
        &next.next,
        form,
    )
    .await
}

async fn page(
    state: &HttpState,
    viewer: &Viewer,
    status: StatusCode,
    (seen, zone): (SeenMessage, Option<Zone>),
    next: &str,
    form: FormState,
) -> PageResult {
    let id = seen.message.id;
    let page = RemindPage {
        frame: frame(viewer, &seen, next),
        at: state.actions.reminder(&viewer.actor, id).await?,
        zone,
        form,
    };
    Ok::<Response, _>(render(state, status, page).await)
}

pub(crate) async fn remind(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> PageResult {
    let id = id_of(&id)?;
    let seen = state
        .actions
        .message(action::SetReminder, &viewer.actor, id);
    let (seen, zone) = (seen.await?, state.actions.own_zone(&viewer.actor).await?);
    match save(&state, &viewer, id, zone.as_ref(), &fields).await {
        // It says when, and leads on.
        Ok(()) => {
            let done = frame(&viewer, &seen, fields.get(NEXT)).page(RemindPage::ROUTE);
            Ok(see(&done).into_response())
        }
        Err(Refused { status, errors }) => {
            let next = fields.get(NEXT).to_owned();
            let form = FormState { fields, errors };
            page(&state, &viewer, status, (seen, zone), &next, form).await
        }
    }
}

async fn save(
    state: &HttpState,
    viewer: &Viewer,
    message: MessageId,
    zone: Option<&Zone>,
    fields: &RawForm,
) -> Result<(), Refused> {
    let SetReminder { at } = SetReminder::parse(fields, zone, now())?;
    let at = Some(at);
    let set = state
        .actions
        .remind(&viewer.actor, RemindRequest { message, at })
        .await;
    set.map(drop).map_err(refused)
}
