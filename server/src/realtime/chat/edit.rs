//! `edit`: another text for a message of one's own. The ack means that it is on disk.

use protocol::event::EditRequest;

use super::arrival::Arrival;

pub(super) async fn on_edit(arrival: Arrival<EditRequest>) {
    let result = match arrival.request {
        Ok(request) => arrival.actions.edit_message(&arrival.actor, request).await,
        Err(error) => Err(error),
    };
    arrival.answer.send(result);
}
