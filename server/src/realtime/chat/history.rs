//! `history`: a page of messages.

use protocol::event::{Cursor, HistoryRequest};

use super::{arrival::Arrival, large};

pub(super) async fn on_history(arrival: Arrival<HistoryRequest>) {
    // Reading older pages does not count as catching up.
    let is_latest =
        matches!(&arrival.request, Ok(request) if !matches!(request.at, Cursor::Before(_)));
    large::answer(arrival, is_latest, async |actions, actor, request| {
        actions.history(actor, request).await
    })
    .await;
}
