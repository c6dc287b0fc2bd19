//! Answers that may be large: one at a time for each socket, and the next when the client has taken
//! it.

use protocol::ErrorReply;
use serde::Serialize;

use super::arrival::Arrival;
use crate::{
    actions::{Actions, Actor},
    realtime::closing,
};

/// Reads and answers. A client that catches up is subscribed to its rooms again before the store is
/// read.
pub(super) async fn answer<T, R: Serialize>(
    arrival: Arrival<T>,
    catch_up: bool,
    read: impl AsyncFnOnce(&Actions, &Actor, T) -> Result<R, ErrorReply>,
) {
    let Arrival {
        socket,
        context,
        actor,
        actions,
        request,
        answer,
    } = arrival;
    let request = match request {
        Ok(request) => request,
        Err(error) => return answer.send::<R>(Err(error)),
    };
    let Some(room) = context.answers.room(&actor).await else {
        return;
    };
    if !socket.connected() {
        return;
    }
    if catch_up {
        context.backpressure.catch_up(&socket);
    }
    let result = read(&actions, &actor, request).await;
    let cut = || closing::stalled(&socket, &context.transports);
    answer.send_large(result, room, cut).await;
}
