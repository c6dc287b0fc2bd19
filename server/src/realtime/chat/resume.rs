//! `resume`: what was missed.

use protocol::event::ResumeRequest;
use socketioxide::extract::{AckSender, Extension, SocketRef, State};

use super::{answer, payload::Payload};
use crate::{
    actions::{Actions, Actor},
    domain::authorise::Action,
    realtime::pace::Pace,
};

pub(super) async fn on_resume(
    Extension(actor): Extension<Actor>,
    Payload(request): Payload<ResumeRequest>,
    State(actions): State<Actions>,
    Extension(pace): Extension<Pace>,
    socket: SocketRef,
    ack: AckSender,
) {
    if let Err(error) = actions.pay(&actor, Action::ReadRoom) {
        return answer::<()>(ack, Err(error));
    }
    pace.catches_up(&socket);
    let result = match request {
        Ok(request) => actions.resume(&actor, request).await,
        Err(error) => Err(error),
    };
    answer(ack, result);
}
