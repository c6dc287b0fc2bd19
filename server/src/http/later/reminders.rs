//! `/reminders`.

use app::{
    pages::{
        form::Form,
        later::reminders::{ReminderRow, RemindersPage, ShownMessage, form::RemoveReminder},
    },
    text::room_name::label,
};
use axum::{extract::State, http::StatusCode, response::IntoResponse};
use domain::local_time::Zone;

use crate::{
    actions::later::reminders::ReminderInRoom,
    http::{
        HttpState,
        account::Done,
        error::PageResult,
        extract::{Posted, Query},
        pages::render,
        redirect::see,
        viewer::Viewer,
    },
};

pub(crate) async fn list(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(done): Query<Done>,
) -> PageResult {
    let reminders = state.actions.reminders(&viewer.actor).await?;
    let zone = state.actions.own_zone(&viewer.actor).await?;
    let page = RemindersPage {
        frame: viewer.frame(),
        reminders: reminders.into_iter().map(|one| row(&viewer, one)).collect(),
        zone: zone.unwrap_or_else(|| Zone::named(None)),
        notice: done.notice("The reminder was removed."),
    };
    Ok(render(&state, StatusCode::OK, page).await)
}

fn row(viewer: &Viewer, one: ReminderInRoom) -> ReminderRow {
    let ReminderInRoom { reminder, seen } = one;
    ReminderRow {
        message: reminder.message.to_string(),
        at: reminder.at,
        is_due: reminder.is_due,
        seen: seen.map(|(room, quote)| ShownMessage {
            room: label(&room, viewer.actor.member.id),
            author: quote.author.name.to_string(),
            excerpt: quote.excerpt,
        }),
    }
}

/// A reminder that is there no more was dealt with: a double click is not an error.
pub(crate) async fn remove(
    State(state): State<HttpState>,
    viewer: Viewer,
    Posted(fields): Posted,
) -> PageResult {
    if let RemoveReminder(Some(message)) = RemoveReminder::parse(&fields)? {
        let removed = state.actions.remove_reminder(&viewer.actor, message);
        removed.await?;
    }
    let done = format!("{}?done=removed", RemindersPage::PATH);
    Ok(see(&done).into_response())
}
