//! `/scheduled`.

use app::{
    pages::{
        form::{Form, FormState, RawForm},
        later::{
            scheduled::{
                EditedMessage, ScheduledPage, ScheduledRow,
                form::{BODY, CancelScheduled, ChangeScheduled, ID, SendScheduled},
            },
            time,
        },
    },
    text::room_name::label,
};
use axum::{extract::State, http::StatusCode, response::IntoResponse};
use domain::local_time::Zone;
use protocol::{ErrorCode, ScheduledId};
use serde::Deserialize;
use store::Due;

use super::refused;
use crate::{
    actions::later::scheduled::ScheduledInRoom,
    clock::now,
    http::{
        HttpState,
        error::{PageResult, Refused},
        extract::{Posted, Query},
        pages::render,
        redirect::see,
        viewer::Viewer,
    },
};

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    done: String,
    /// The message whose form is open.
    edit: Option<String>,
    after: Option<String>,
}

pub(crate) async fn list(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> PageResult {
    let id = |text: Option<String>| text.and_then(|text| text.parse::<ScheduledId>().ok());
    let edited = id(asked.edit).map(|id| (id, None));
    let shown = Shown {
        notice: notice(&asked.done),
        after: id(asked.after),
        edited,
    };
    page(&state, &viewer, StatusCode::OK, shown).await
}

/// What is shown beside the messages.
struct Shown {
    notice: Option<&'static str>,
    after: Option<ScheduledId>,
    /// The message whose form is open, and the form if it was refused.
    edited: Option<(ScheduledId, Option<FormState>)>,
}

const SCHEDULED: &str = "The message is scheduled.";

fn notice(done: &str) -> Option<&'static str> {
    match done {
        "scheduled" => Some(SCHEDULED),
        "changed" => Some("The message was changed."),
        "sent" => Some("The message was sent."),
        "not-sent" => Some("The message was not sent. The reason is beside it."),
        "cancelled" => Some("The message will not be sent. Its text was deleted."),
        "gone" => Some("That message was already sent or cancelled."),
        _ => None,
    }
}

async fn page(state: &HttpState, viewer: &Viewer, status: StatusCode, shown: Shown) -> PageResult {
    let part = state.actions.scheduled_page(&viewer.actor, shown.after);
    let (part, zone) = (part.await?, state.actions.own_zone(&viewer.actor).await?);
    let zone = zone.unwrap_or_else(|| Zone::named(None));
    let last = part.messages.last().map(|last| last.message.id);
    let next = last.filter(|_| part.more);
    let mut messages = part.messages;
    // Those that need their author stand first.
    messages.sort_by_key(|one| (one.message.not_sent.is_none(), one.message.at));
    let mut edited = shown.edited;
    let rows = messages.into_iter().map(|one| {
        let form = edited.take_if(|(id, _)| *id == one.message.id);
        row(viewer, &zone, one, form.map(|(_, form)| form))
    });
    let page = ScheduledPage {
        frame: viewer.frame(),
        messages: rows.collect(),
        next: next.map(|after| format!("{}?after={after}", ScheduledPage::PATH)),
        took_text: shown.notice == Some(SCHEDULED),
        notice: shown.notice.map(Into::into),
        zone,
    };
    Ok(render(state, status, page).await)
}

/// `form`: whether the form to change it is open, and what stands in it if it was refused.
fn row(
    viewer: &Viewer,
    zone: &Zone,
    one: ScheduledInRoom,
    form: Option<Option<FormState>>,
) -> ScheduledRow {
    let ScheduledInRoom { message, room } = one;
    let me = viewer.actor.member.id;
    let text = message.body.as_ref().map(|body| body.as_str().to_owned());
    let open = form.zip(text.clone());
    let edited = open.map(|(refused, text)| {
        EditedMessage(refused.unwrap_or_else(|| {
            let fields = RawForm::default().with(BODY, text);
            FormState::with(time::filled(fields, zone, message.at))
        }))
    });
    ScheduledRow {
        id: message.id.to_string(),
        room: room.map(|room| (format!("/r/{}", room.slug), label(&room, me))),
        text,
        at: message.at,
        not_sent: message.not_sent,
        edited,
    }
}

fn done(what: &str) -> PageResult {
    Ok(see(&format!("{}?done={what}", ScheduledPage::PATH)).into_response())
}

pub(crate) async fn cancel(
    State(state): State<HttpState>,
    viewer: Viewer,
    Posted(fields): Posted,
) -> PageResult {
    let CancelScheduled(Some(id)) = CancelScheduled::parse(&fields)? else {
        return done("gone");
    };
    let cancelled = state.actions.unschedule(&viewer.actor, id).await?;
    done(if cancelled.cancelled {
        "cancelled"
    } else {
        "gone"
    })
}

pub(crate) async fn send(
    State(state): State<HttpState>,
    viewer: Viewer,
    Posted(fields): Posted,
) -> PageResult {
    let SendScheduled(Some(id)) = SendScheduled::parse(&fields)? else {
        return done("gone");
    };
    match state.actions.send_scheduled(&viewer.actor, id).await {
        Ok(Due::Posted) => done("sent"),
        Ok(Due::NotSent(_)) => done("not-sent"),
        Ok(Due::Outdated) => done("gone"),
        Err(error) if error.code == ErrorCode::NotFound => done("gone"),
        Err(error) => Err(error.into()),
    }
}

pub(crate) async fn change(
    State(state): State<HttpState>,
    viewer: Viewer,
    Posted(fields): Posted,
) -> PageResult {
    let Ok(id) = fields.get(ID).parse() else {
        return done("gone");
    };
    match save(&state, &viewer, id, &fields).await {
        Ok(()) => done("changed"),
        Err(Refused { status, .. }) if status == StatusCode::NOT_FOUND => done("gone"),
        Err(Refused { status, errors }) => {
            let form = FormState { fields, errors };
            let shown = Shown {
                notice: None,
                after: None,
                edited: Some((id, Some(form))),
            };
            page(&state, &viewer, status, shown).await
        }
    }
}

async fn save(
    state: &HttpState,
    viewer: &Viewer,
    id: ScheduledId,
    fields: &RawForm,
) -> Result<(), Refused> {
    let zone = state.actions.own_zone(&viewer.actor).await?;
    let ChangeScheduled { body, at } = ChangeScheduled::parse(fields, zone.as_ref(), now())?;
    let changed = state.actions.reschedule(&viewer.actor, id, body, at).await;
    changed.map(drop).map_err(refused)
}
