//! `remind` and `reminders`: messages that the member wants to be reminded of.

use protocol::event::{RemindRequest, RemindersRequest};

use super::{arrival::Arrival, large};

pub(super) async fn on_remind(arrival: Arrival<RemindRequest>) {
    let result = match arrival.request {
        Ok(request) => arrival.actions.remind(&arrival.actor, request).await,
        Err(error) => Err(error),
    };
    arrival.answer.send(result);
}

pub(super) async fn on_reminders(arrival: Arrival<RemindersRequest>) {
    large::answer(arrival, false, async |actions, actor, _| {
        actions.reminder_list(actor).await
    })
    .await;
}
