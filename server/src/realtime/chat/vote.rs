//! `vote`: answers of a poll. The ack means that the choice is on disk.

use protocol::event::VoteRequest;

use super::arrival::Arrival;

pub(super) async fn on_vote(arrival: Arrival<VoteRequest>) {
    let result = match arrival.request {
        Ok(request) => arrival.actions.vote(&arrival.actor, request).await,
        Err(error) => Err(error),
    };
    arrival.answer.send(result);
}
