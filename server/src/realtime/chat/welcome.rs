//! `welcome`: the first thing that a client hears: who it is, which rooms there are, where they
//! stand.

use protocol::{
    ErrorReply, PROTOCOL_VERSION,
    event::{Event, HeadsRequest, MessagePosted, Missed, ResumeRequest, Welcome},
};
use socketioxide::extract::{Extension, SocketRef, State};

use crate::{
    actions::{Actions, Actor},
    realtime::{fanout, turn::Opening},
};

pub(in crate::realtime) async fn connected(
    socket: SocketRef,
    Extension(actor): Extension<Actor>,
    Extension(opening): Extension<Opening>,
    State(actions): State<Actions>,
) {
    tracing::info!(socket = %socket.id, "user connected");
    if let Err(error) = welcome(&socket, &actor, &actions).await {
        // Without a welcome the client would wait for ever; cut off, it tries again.
        tracing::warn!(socket = %socket.id, code = ?error.code, "cannot welcome a member");
        let _ = socket.clone().disconnect();
    }
    opening.finish();
}

/// Welcomes first and joins then, so that nothing comes before the welcome; and tells what was
/// posted between the two, so that nothing is lost there.
async fn welcome(socket: &SocketRef, actor: &Actor, actions: &Actions) -> Result<(), ErrorReply> {
    let rooms = actions.rooms(actor).await?;
    let heads = actions.heads(actor, HeadsRequest {}).await?.heads;
    let welcome = Welcome {
        protocol: PROTOCOL_VERSION,
        me: actor.member.clone(),
        rooms,
        heads: heads.clone(),
    };
    emit(socket, &welcome);

    socket.join(fanout::of_member(actor.member.id));
    for room in &welcome.rooms {
        socket.join(fanout::of_room(room.id));
    }
    let between = actions
        .resume(actor, ResumeRequest { rooms: heads })
        .await?;
    for room in between.rooms {
        if let Missed::Messages(messages) = room.missed {
            for message in messages {
                emit(socket, &MessagePosted(message));
            }
        }
    }
    Ok(())
}

fn emit<E: Event>(socket: &SocketRef, event: &E) {
    if socket.emit(E::NAME, event).is_err() {
        tracing::debug!(socket = %socket.id, event = E::NAME, "did not reach its client");
    }
}
