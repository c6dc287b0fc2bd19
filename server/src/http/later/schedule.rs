//! `/r/{slug}/schedule`.

use app::pages::{
    form::{FormState, RawForm},
    later::{
        schedule::{
            ScheduleMessagePage,
            form::{BODY, CLIENT_ID, ScheduleMessage},
        },
        scheduled::ScheduledPage,
    },
};
use axum::{extract::State, http::StatusCode, response::IntoResponse};
use domain::local_time::Zone;
use protocol::{ErrorCode, Room, event::ScheduleRequest};
use uuid::Uuid;

use super::{refused, tomorrow};
use crate::{
    clock::now,
    http::{
        HttpState,
        error::{PageResult, Refused},
        extract::{Path, Posted},
        pages::render,
        redirect::see,
        rooms::page::slug_of,
        viewer::Viewer,
    },
};

pub(crate) async fn show(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
) -> PageResult {
    let slug = slug_of(&slug)?;
    let room = state.actions.room_to_schedule_in(&viewer.actor, &slug);
    let (room, zone) = (room.await?, state.actions.own_zone(&viewer.actor).await?);
    let fields = RawForm::default().with(CLIENT_ID, Uuid::new_v4().to_string());
    Ok(ask(&state, &viewer, room, zone, fields).await)
}

/// Schedules a message; one that comes from the message box is shown first, to be given a time.
pub(crate) async fn schedule(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    Posted(fields): Posted,
) -> PageResult {
    let slug = slug_of(&slug)?;
    let room = state.actions.room_to_schedule_in(&viewer.actor, &slug);
    let (room, zone) = (room.await?, state.actions.own_zone(&viewer.actor).await?);
    if !ScheduleMessage::is_complete(&fields) {
        return Ok(ask(&state, &viewer, room, zone, fields).await);
    }
    match save(&state, &viewer, &room, zone.as_ref(), &fields).await {
        Ok(()) => {
            let done = format!("{}?done=scheduled", ScheduledPage::PATH);
            Ok(see(&done).into_response())
        }
        Err(Refused { status, errors }) => {
            let form = FormState { fields, errors };
            let page = page(&viewer, room, zone, form);
            Ok(render(&state, status, page).await)
        }
    }
}

/// Asks for the time: tomorrow morning, unless something else is chosen.
async fn ask(
    state: &HttpState,
    viewer: &Viewer,
    room: Room,
    zone: Option<Zone>,
    fields: RawForm,
) -> axum::response::Response {
    let fields = tomorrow(fields, zone.as_ref());
    let page = page(viewer, room, zone, FormState::with(fields));
    render(state, StatusCode::OK, page).await
}

fn page(viewer: &Viewer, room: Room, zone: Option<Zone>, form: FormState) -> ScheduleMessagePage {
    ScheduleMessagePage {
        workspace: viewer.workspace.name.to_string(),
        me: viewer.actor.member.id,
        room,
        zone,
        form,
    }
}

async fn save(
    state: &HttpState,
    viewer: &Viewer,
    room: &Room,
    zone: Option<&Zone>,
    fields: &RawForm,
) -> Result<(), Refused> {
    let form = ScheduleMessage::parse(fields, zone, now())?;
    let request = ScheduleRequest {
        room: room.id,
        client_id: form.client_id,
        body: form.body,
        at: form.at,
        reply_to: form.reply_to,
        thread: form.thread,
        in_room: form.in_room,
    };
    let scheduled = state.actions.schedule(&viewer.actor, request).await;
    scheduled.map(drop).map_err(|error| match error.code {
        ErrorCode::ClientIdReused => Refused::field(BODY, error),
        _ => refused(error),
    })
}
