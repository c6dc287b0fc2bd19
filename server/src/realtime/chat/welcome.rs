//! `welcome`: the first thing that a client hears: who it is, which rooms there are, where they
//! stand.

use protocol::{
    ErrorReply, PROTOCOL_VERSION,
    event::{Event, HeadsRequest, Welcome},
};
use socketioxide::extract::{Extension, SocketRef, State};

use crate::{
    actions::{Actions, Actor},
    realtime::fanout,
};

/// Joins the rooms first and looks at their heads then, so that nothing falls between.
pub(in crate::realtime) async fn connected(
    socket: SocketRef,
    Extension(actor): Extension<Actor>,
    State(actions): State<Actions>,
) {
    tracing::info!(socket = %socket.id, "user connected");
    match welcome(&socket, &actor, &actions).await {
        Ok(welcome) => {
            if socket.emit(Welcome::NAME, &welcome).is_err() {
                tracing::debug!(socket = %socket.id, "the welcome did not reach its client");
            }
        }
        Err(error) => {
            // Without a welcome the client would wait for ever; cut off, it tries again.
            tracing::warn!(socket = %socket.id, code = ?error.code, "cannot welcome a member");
            let _ = socket.disconnect();
        }
    }
}

async fn welcome(
    socket: &SocketRef,
    actor: &Actor,
    actions: &Actions,
) -> Result<Welcome, ErrorReply> {
    socket.join(fanout::of_member(actor.member.id));
    let rooms = actions.rooms(actor).await?;
    for room in &rooms {
        socket.join(fanout::of_room(room.id));
    }
    let heads = actions.heads(actor, HeadsRequest {}).await?.heads;
    Ok(Welcome {
        protocol: PROTOCOL_VERSION,
        me: actor.member.clone(),
        rooms,
        heads,
    })
}
