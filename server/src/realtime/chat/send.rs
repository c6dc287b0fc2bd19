//! `send`: a message. The ack means that it is on disk; messages of one socket are stored in the
//! order in which they came.

use protocol::event::SendRequest;
use socketioxide::extract::{AckSender, Extension, State};

use super::{answer, payload::Payload};
use crate::{
    actions::{Actions, Actor},
    realtime::turn::Turn,
};

pub(super) async fn on_send(
    Extension(actor): Extension<Actor>,
    Payload(request): Payload<SendRequest>,
    mut turn: Turn,
    State(actions): State<Actions>,
    ack: AckSender,
) {
    turn.wait().await;
    let result = match request {
        Ok(request) => actions.send(&actor, request).await,
        Err(error) => Err(error),
    };
    answer(ack, result);
}
