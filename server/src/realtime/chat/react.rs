//! `react`: a reaction to a message, or none any more. The ack means that it is on disk.

use protocol::event::ReactRequest;

use super::arrival::Arrival;

pub(super) async fn on_react(arrival: Arrival<ReactRequest>) {
    let result = match arrival.request {
        Ok(request) => arrival.actions.react(&arrival.actor, request).await,
        Err(error) => Err(error),
    };
    arrival.answer.send(result);
}
