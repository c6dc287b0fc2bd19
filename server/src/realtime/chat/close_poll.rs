//! `close_poll`: a poll takes no more votes. The ack means that this is on disk.

use protocol::event::ClosePollRequest;

use super::arrival::Arrival;

pub(super) async fn on_close_poll(arrival: Arrival<ClosePollRequest>) {
    let result = match arrival.request {
        Ok(request) => arrival.actions.close_poll(&arrival.actor, request).await,
        Err(error) => Err(error),
    };
    arrival.answer.send(result);
}
