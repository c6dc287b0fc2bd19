//! `set_name`: another display name, shown everywhere at once.

use protocol::event::SetNameRequest;
use socketioxide::extract::{AckSender, Extension, State};

use super::{answer, payload::Payload};
use crate::{
    actions::{Actions, Actor},
    domain::authorise::Action,
    realtime::turn::Turn,
};

pub(super) async fn on_set_name(
    Extension(actor): Extension<Actor>,
    Payload(request): Payload<SetNameRequest>,
    mut turn: Turn,
    State(actions): State<Actions>,
    ack: AckSender,
) {
    if let Err(error) = actions.pay(&actor, Action::RenameSelf) {
        return answer::<()>(ack, Err(error));
    }
    turn.wait().await;
    let result = match request {
        Ok(request) => actions.set_name(&actor, request).await,
        Err(error) => Err(error),
    };
    answer(ack, result);
}
