//! `heads`: `seq` of the last message of rooms.

use protocol::event::HeadsRequest;

use super::{arrival::Arrival, large};

pub(super) async fn on_heads(arrival: Arrival<HeadsRequest>) {
    large::answer(arrival, true, async |actions, actor, request| {
        actions.heads(actor, request).await
    })
    .await;
}
