//! What people put off: messages that are posted later, and reminders. Those are set on the page of
//! their message.

mod reminders;
mod schedule;
mod scheduled;

use app::pages::{
    form::{Form, RawForm},
    later::{
        reminders::{RemindersPage, form::RemoveReminder},
        schedule::ScheduleMessagePage,
        scheduled::{
            ScheduledPage,
            form::{CancelScheduled, ChangeScheduled, SendScheduled},
        },
        time,
    },
};
use axum::http::StatusCode;
use domain::{
    authorise::Action,
    local_time::{Preset, Zone},
};
use protocol::{ErrorCode, ErrorReply, Timestamp};

use super::{error::Refused, routes::Routes};
use crate::clock::now;

/// The addresses of this feature.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get(
            ScheduleMessagePage::ROUTE,
            &[Action::ScheduleMessage],
            schedule::show,
        )
        .post(
            ScheduleMessagePage::ROUTE,
            &[Action::ScheduleMessage],
            schedule::schedule,
        )
        .get(
            ScheduledPage::PATH,
            &[Action::ManageScheduled],
            scheduled::list,
        )
        .post(
            ChangeScheduled::ROUTE,
            &[Action::ManageScheduled],
            scheduled::change,
        )
        .post(
            SendScheduled::ROUTE,
            &[Action::ManageScheduled],
            scheduled::send,
        )
        .post(
            CancelScheduled::ROUTE,
            &[Action::ManageScheduled],
            scheduled::cancel,
        )
        .get(
            RemindersPage::PATH,
            &[Action::ManageReminders],
            reminders::list,
        )
        .post(
            RemoveReminder::ROUTE,
            &[Action::ManageReminders],
            reminders::remove,
        )
}

/// Tomorrow morning, which is offered unless something else is chosen.
pub(super) fn tomorrow(fields: RawForm, zone: Option<&Zone>) -> RawForm {
    let utc = Zone::named(None);
    let here = zone.unwrap_or(&utc);
    time::filled(
        fields,
        here,
        Timestamp(here.preset(Preset::Tomorrow, now().0)),
    )
}

/// Why a form that says when was refused: what is wrong with a time is said at its date.
pub(super) fn refused(error: ErrorReply) -> Refused {
    match error.code {
        ErrorCode::InvalidPayload => Refused {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            ..Refused::field(time::DATE, error)
        },
        _ => error.into(),
    }
}
