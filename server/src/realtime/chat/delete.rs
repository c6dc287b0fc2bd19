//! `delete`: a message says nothing any more. The ack means that nobody reads its text again, unless its
//! author restores it.

use protocol::event::DeleteRequest;

use super::arrival::Arrival;

pub(super) async fn on_delete(arrival: Arrival<DeleteRequest>) {
    let result = match arrival.request {
        Ok(request) => {
            arrival
                .actions
                .delete_message(&arrival.actor, request)
                .await
        }
        Err(error) => Err(error),
    };
    arrival.answer.send(result);
}
