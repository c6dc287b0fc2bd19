//! `pin`: a message is pinned in its room, or no longer. The ack means that it is on disk.

use protocol::event::PinRequest;

use super::arrival::Arrival;

pub(super) async fn on_pin(arrival: Arrival<PinRequest>) {
    let result = match arrival.request {
        Ok(request) => arrival.actions.pin(&arrival.actor, request).await,
        Err(error) => Err(error),
    };
    arrival.answer.send(result);
}
