//! `welcome`: the first thing that a client hears: who it is, which rooms there are, where they
//! stand.

use socketioxide::extract::{Extension, SocketRef, State};

use crate::{
    actions::{Actions, Actor},
    realtime::{
        audience::{Entrant, Entry, Pace},
        fanout::Door,
        turn::Opening,
    },
};

/// Times that what a client may see can change while it comes in, before it is sent away to try
/// again later.
const TRIES: u32 = 20;

pub(in crate::realtime) async fn connected(
    socket: SocketRef,
    Extension(actor): Extension<Actor>,
    Extension(opening): Extension<Opening>,
    Extension(pace): Extension<Pace>,
    State(door): State<Door>,
    State(actions): State<Actions>,
) {
    tracing::info!(socket = %socket.id, "user connected");
    let is_in = welcome(&socket, &actor, &pace, &door, &actions).await;
    opening.finish();
    if !is_in {
        // Without a welcome the client would wait for ever; cut off, it tries again.
        let _ = socket.disconnect();
    }
}

async fn welcome(
    socket: &SocketRef,
    actor: &Actor,
    pace: &Pace,
    door: &Door,
    actions: &Actions,
) -> bool {
    for _ in 0..TRIES {
        let epoch = actions.epoch();
        let rooms = match actions.own_rooms(actor).await {
            Ok(rooms) => rooms,
            Err(error) => {
                tracing::warn!(socket = %socket.id, code = ?error.code, "cannot welcome a member");
                return false;
            }
        };
        let entrant = Entrant {
            socket: socket.clone(),
            pace: pace.clone(),
            actor: actor.clone(),
            rooms,
            epoch,
        };
        match door.enter(entrant).await {
            Some(Entry::In) => return true,
            Some(Entry::Again) => {}
            None => return false,
        }
    }
    false
}
