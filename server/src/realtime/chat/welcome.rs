//! `welcome`: the first thing that a client hears: who it is, which rooms there are, where they
//! stand. Rooms for which there is no place in it follow as `rooms`.

use std::{sync::Arc, time::Duration};

use protocol::ErrorReply;
use socketioxide::extract::{Extension, SocketRef, State};

use super::arrival::Context;
use crate::{
    actions::{Actions, Actor},
    realtime::{
        audience::{Entrant, Entry, Portion},
        fanout::Door,
        log::ConnectionLog,
        pace::Pace,
    },
};

/// Times that what a client may see can change while it comes in, before it is sent away to try
/// again later.
const TRIES: u32 = 20;

/// How long a client whose queue is full gets to read, before it is told of its next rooms.
const FULL: Duration = Duration::from_millis(250);

pub(in crate::realtime) async fn connected(
    socket: SocketRef,
    Extension(actor): Extension<Actor>,
    Extension(context): Extension<Arc<Context>>,
    State(actions): State<Actions>,
    State(log): State<ConnectionLog>,
) {
    log.connected(&socket);
    let entrance = Entrance {
        socket,
        actor,
        door: context.door.clone(),
        actions,
    };
    let is_in = match entrance.welcome(&context.pace).await {
        Some(more) => {
            context.inbox.open();
            !more || entrance.tell_more().await
        }
        None => {
            context.inbox.open();
            false
        }
    };
    if !is_in {
        // Without all of its rooms the client would wait for ever; cut off, it tries again.
        let _ = entrance.socket.disconnect();
    }
}

/// A socket that comes in.
struct Entrance {
    socket: SocketRef,
    actor: Actor,
    door: Door,
    actions: Actions,
}

impl Entrance {
    /// Whether there are more rooms than the welcome names. Nothing if the socket is not welcome.
    async fn welcome(&self, pace: &Pace) -> Option<bool> {
        for _ in 0..TRIES {
            let epoch = self.actions.epoch();
            let own = self.actions.own_things(&self.actor).await;
            let own = own.inspect_err(|error| self.warn(error)).ok()?;
            let more = own.rooms.more;
            let entrant = Entrant {
                socket: self.socket.clone(),
                pace: pace.clone(),
                actor: self.actor.clone(),
                own,
                epoch,
            };
            match self.door.enter(entrant).await? {
                Entry::In => return Some(more),
                Entry::Again => {}
                Entry::Full | Entry::Gone => return None,
            }
        }
        None
    }

    /// Whether the socket was told of all its rooms.
    async fn tell_more(&self) -> bool {
        let (mut after, mut tries) = (None, 0);
        while tries < TRIES {
            let epoch = self.actions.epoch();
            let own = self.actions.rooms_after(&self.actor, after).await;
            let Ok(own) = own.inspect_err(|error| self.warn(error)) else {
                return false;
            };
            let (more, last) = (own.more, own.last);
            let portion = Portion {
                socket: self.socket.clone(),
                own,
                epoch,
            };
            match self.door.tell_more(portion).await {
                Some(Entry::In) if more => (after, tries) = (last, 0),
                Some(Entry::In) => return true,
                Some(Entry::Again) => tries += 1,
                // It is cut off when it does not answer pings.
                Some(Entry::Full) => tokio::time::sleep(FULL).await,
                Some(Entry::Gone) | None => return false,
            }
        }
        false
    }

    fn warn(&self, error: &ErrorReply) {
        tracing::warn!(socket = %self.socket.id, code = ?error.code, "cannot tell a member of its rooms");
    }
}
