//! `resume`: what was missed.

use protocol::event::ResumeRequest;
use socketioxide::extract::{AckSender, Extension, State};

use super::{answer, payload::Payload};
use crate::{
    actions::{Actions, Actor},
    realtime::audience::Pace,
};

pub(super) async fn on_resume(
    Extension(actor): Extension<Actor>,
    Payload(request): Payload<ResumeRequest>,
    State(actions): State<Actions>,
    Extension(pace): Extension<Pace>,
    ack: AckSender,
) {
    pace.catches_up();
    let result = match request {
        Ok(request) => actions.resume(&actor, request).await,
        Err(error) => Err(error),
    };
    answer(ack, result);
}
