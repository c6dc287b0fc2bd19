//! `send`: a message. The ack means that it is on disk; messages of one socket are stored in the
//! order in which they came.

use protocol::event::SendRequest;
use socketioxide::extract::{AckSender, Extension, State};

use super::{answer, payload::Payload};
use crate::{
    actions::{Actions, Actor},
    domain::authorise::Action,
    realtime::turn::Turn,
};

pub(super) async fn on_send(
    Extension(actor): Extension<Actor>,
    Payload(request): Payload<SendRequest>,
    mut turn: Turn,
    State(actions): State<Actions>,
    ack: AckSender,
) {
    if let Err(error) = actions.pay(&actor, Action::Post) {
        return answer::<()>(ack, Err(error));
    }
    turn.wait().await;
    let submitted = request.and_then(|request| actions.submit(&actor, request));
    // Its place in the order is taken: the next may follow before this one is on disk.
    drop(turn);
    let result = match submitted {
        Ok(submitted) => submitted.posted().await,
        Err(error) => Err(error),
    };
    answer(ack, result);
}
