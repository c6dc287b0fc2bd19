//! What people put off: messages that are posted later, and reminders. Those are set on the page of
//! their message.

mod reminders;
mod schedule;
mod scheduled;

use app::pages::{
    form::Form,
    later::{
        reminders::{RemindersPage, form::RemoveReminder},
        schedule::ScheduleMessagePage,
        scheduled::{
            ScheduledPage,
            form::{CancelScheduled, ChangeScheduled, SendScheduled},
        },
    },
};
use domain::authorise::Action;

use super::routes::Routes;

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
