//! `restore`: a deleted message of one's own is there again. The ack means that it is on disk.

use protocol::event::RestoreRequest;

use super::arrival::Arrival;

pub(super) async fn on_restore(arrival: Arrival<RestoreRequest>) {
    let result = match arrival.request {
        Ok(request) => {
            arrival
                .actions
                .restore_message(&arrival.actor, request)
                .await
        }
        Err(error) => Err(error),
    };
    arrival.answer.send(result);
}
