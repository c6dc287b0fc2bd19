//! `look`: a public room is heard by somebody who is not in it.

use protocol::{
    ErrorCode, ErrorReply,
    event::{LookRequest, Looked},
};
use socketioxide::extract::SocketRef;

use super::arrival::Arrival;
use crate::{
    actions::{Actions, Actor},
    realtime::{
        audience::{Entry, Look},
        fanout::Door,
    },
};

/// Times that what somebody may see can change while they begin to look.
const TRIES: u32 = 20;

pub(super) async fn on_look(arrival: Arrival<LookRequest>) {
    let Arrival {
        socket,
        context,
        actor,
        actions,
        request,
        answer,
    } = arrival;
    let result = match request {
        Ok(request) => look(&actor, &request, &actions, &context.door, &socket).await,
        Err(error) => Err(error),
    };
    answer.send(result);
}

async fn look(
    actor: &Actor,
    request: &LookRequest,
    actions: &Actions,
    door: &Door,
    socket: &SocketRef,
) -> Result<Looked, ErrorReply> {
    for _ in 0..TRIES {
        let epoch = actions.epoch();
        let (room, is_in) = actions.look_at(actor, request.room).await?;
        let look = Look {
            socket: socket.clone(),
            room: room.id,
            is_in,
            epoch,
        };
        match door.look(look).await {
            Some((Entry::In, head)) => return Ok(Looked { room, head }),
            Some((Entry::Again, _)) => {}
            Some((Entry::Full | Entry::Gone, _)) | None => break,
        }
    }
    Err(ErrorReply::new(
        ErrorCode::RateLimited {
            retry_after_ms: 1000,
        },
        "That did not work just now. Try again in a moment.",
    ))
}
