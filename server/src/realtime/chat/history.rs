//! `history`: a page of messages.

use protocol::event::HistoryRequest;
use socketioxide::extract::{AckSender, Extension, State};

use super::{answer, payload::Payload};
use crate::actions::{Actions, Actor};

pub(super) async fn on_history(
    Extension(actor): Extension<Actor>,
    Payload(request): Payload<HistoryRequest>,
    State(actions): State<Actions>,
    ack: AckSender,
) {
    let result = match request {
        Ok(request) => actions.history(&actor, request).await,
        Err(error) => Err(error),
    };
    answer(ack, result);
}
