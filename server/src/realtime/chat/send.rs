//! `send`: a message. The ack means that it is on disk; messages of one socket are stored in the
//! order in which they came.

use protocol::event::SendRequest;

use super::arrival::Arrival;

pub(super) fn on_send(arrival: Arrival<SendRequest>) {
    let Arrival {
        actor,
        actions,
        request,
        answer,
        ..
    } = arrival;
    match request.and_then(|request| actions.submit(&actor, request)) {
        // Its place in the order is fixed: the next may follow before this one is on disk.
        Ok(submitted) => drop(tokio::spawn(async move {
            answer.send(submitted.posted().await);
        })),
        Err(error) => answer.send::<()>(Err(error)),
    }
}
