//! `set_name`: another display name, shown everywhere at once.

use protocol::event::SetNameRequest;

use super::arrival::Arrival;

pub(super) async fn on_set_name(arrival: Arrival<SetNameRequest>) {
    let result = match arrival.request {
        Ok(request) => arrival.actions.set_name(&arrival.actor, request).await,
        Err(error) => Err(error),
    };
    arrival.answer.send(result);
}
