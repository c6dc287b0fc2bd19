//! `welcome`: the first thing that a client hears: who it is, which rooms there are, where they
//! stand.

use socketioxide::extract::{Extension, SocketRef, State};

use crate::{
    actions::{Actions, Actor},
    realtime::{audience::Pace, fanout::Door, turn::Opening},
};

pub(in crate::realtime) async fn connected(
    socket: SocketRef,
    Extension(actor): Extension<Actor>,
    Extension(opening): Extension<Opening>,
    Extension(pace): Extension<Pace>,
    State(door): State<Door>,
    State(actions): State<Actions>,
) {
    tracing::info!(socket = %socket.id, "user connected");
    let is_in = match actions.rooms(&actor).await {
        Ok(rooms) => door.enter(socket.clone(), pace, actor.member, rooms).await,
        Err(error) => {
            tracing::warn!(socket = %socket.id, code = ?error.code, "cannot welcome a member");
            false
        }
    };
    opening.finish();
    if !is_in {
        // Without a welcome the client would wait for ever; cut off, it tries again.
        let _ = socket.disconnect();
    }
}
