//! `watch`: subscribes somebody to a public room without their being in it.

use protocol::{
    ErrorCode, ErrorReply,
    event::{WatchReply, WatchRequest},
};
use socketioxide::extract::SocketRef;

use super::arrival::Arrival;
use crate::{
    actions::{Actions, Actor},
    realtime::{
        registrar::Registrar,
        registrar::{Registration, Watch},
    },
};

/// How often what somebody may see can change while a watch is registered, before it is given up.
const TRIES: u32 = 20;

pub(super) async fn on_watch(arrival: Arrival<WatchRequest>) {
    let Arrival {
        socket,
        context,
        actor,
        actions,
        request,
        answer,
    } = arrival;
    let result = match request {
        Ok(request) => watch(&actor, &request, &actions, &context.registrar, &socket).await,
        Err(error) => Err(error),
    };
    answer.send(result);
}

async fn watch(
    actor: &Actor,
    request: &WatchRequest,
    actions: &Actions,
    registrar: &Registrar,
    socket: &SocketRef,
) -> Result<WatchReply, ErrorReply> {
    for _ in 0..TRIES {
        let epoch = actions.epoch();
        let (room, is_in) = actions.readable_room(actor, request.room).await?;
        let watch = Watch {
            socket: socket.clone(),
            room: room.id,
            is_in,
            epoch,
        };
        match registrar.watch(watch).await {
            Some((Registration::Done, head)) => {
                let (head, rev) = (head.seq, head.rev);
                return Ok(WatchReply { room, head, rev });
            }
            Some((Registration::Stale, _)) => {}
            Some((Registration::QueueFull | Registration::Gone, _)) | None => break,
        }
    }
    Err(ErrorReply::new(
        ErrorCode::RateLimited {
            retry_after_ms: 1000,
        },
        "That did not work just now. Try again in a moment.",
    ))
}
