//! `save`: a message is saved for whoever asks, or no longer. The ack means that it is on disk.

use protocol::event::SaveRequest;

use super::arrival::Arrival;

pub(super) async fn on_save(arrival: Arrival<SaveRequest>) {
    let result = match arrival.request {
        Ok(request) => arrival.actions.save(&arrival.actor, request).await,
        Err(error) => Err(error),
    };
    arrival.answer.send(result);
}
