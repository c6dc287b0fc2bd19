//! `draft`: what the member has typed and not sent. The ack means that it is on disk.

use protocol::event::DraftRequest;

use super::arrival::Arrival;

pub(super) async fn on_draft(arrival: Arrival<DraftRequest>) {
    let result = match arrival.request {
        Ok(request) => arrival.actions.save_draft(&arrival.actor, request).await,
        Err(error) => Err(error),
    };
    arrival.answer.send(result);
}
