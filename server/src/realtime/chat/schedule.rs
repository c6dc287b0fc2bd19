//! `schedule`, `unschedule` and `scheduled`: messages that are posted later. The ack means that it is
//! on disk.

use protocol::event::{ScheduleRequest, ScheduledRequest, UnscheduleRequest};

use super::{arrival::Arrival, large};

pub(super) async fn on_schedule(arrival: Arrival<ScheduleRequest>) {
    let result = match arrival.request {
        Ok(request) => arrival.actions.schedule(&arrival.actor, request).await,
        Err(error) => Err(error),
    };
    arrival.answer.send(result);
}

pub(super) async fn on_unschedule(arrival: Arrival<UnscheduleRequest>) {
    let result = match arrival.request {
        Ok(UnscheduleRequest { id }) => arrival.actions.unschedule(&arrival.actor, id).await,
        Err(error) => Err(error),
    };
    arrival.answer.send(result);
}

pub(super) async fn on_scheduled(arrival: Arrival<ScheduledRequest>) {
    large::answer(arrival, false, async |actions, actor, request| {
        actions.scheduled(actor, request.after).await
    })
    .await;
}
