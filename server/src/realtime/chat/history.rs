//! `history`: a page of messages.

use protocol::event::{Cursor, HistoryRequest};
use socketioxide::extract::{AckSender, Extension, SocketRef, State};

use super::{answer, payload::Payload};
use crate::{
    actions::{Actions, Actor},
    domain::authorise::Action,
    realtime::pace::Pace,
};

pub(super) async fn on_history(
    Extension(actor): Extension<Actor>,
    Payload(request): Payload<HistoryRequest>,
    State(actions): State<Actions>,
    Extension(pace): Extension<Pace>,
    socket: SocketRef,
    ack: AckSender,
) {
    if let Err(error) = actions.pay(&actor, Action::ReadRoom) {
        return answer::<()>(ack, Err(error));
    }
    // Older pages are no catching up.
    if let Ok(request) = &request
        && !matches!(request.at, Cursor::Before(_))
    {
        pace.catches_up(&socket);
    }
    let result = match request {
        Ok(request) => actions.history(&actor, request).await,
        Err(error) => Err(error),
    };
    answer(ack, result);
}
