//! `welcome`: the first event that a client receives: who it is, which rooms there are and the
//! `seq` of their last messages. Rooms that do not fit into it follow as `rooms`.

use std::{sync::Arc, time::Duration};

use protocol::ErrorReply;
use socketioxide::extract::{Extension, SocketRef, State};

use super::arrival::Context;
use crate::{
    actions::{Actions, Actor},
    realtime::{
        backpressure::Backpressure,
        log::ConnectionLog,
        registrar::Registrar,
        registrar::{NewSubscriber, Registration, RoomBatch},
    },
};

/// How often what a client may see can change while it is registered, before it is told to try
/// again later.
const TRIES: u32 = 20;

/// How long a client whose queue is full gets to read before its next rooms are sent.
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
        registrar: context.registrar.clone(),
        actions,
    };
    let is_in = match entrance.welcome(&context.backpressure).await {
        Some(more) => {
            context.inbox.open();
            !more || entrance.send_rooms().await
        }
        None => {
            context.inbox.open();
            false
        }
    };
    if !is_in {
        // Without all of its rooms the client would wait for ever; when disconnected, it tries
        // again.
        let _ = entrance.socket.disconnect();
    }
}

/// A socket that is being registered.
struct Entrance {
    socket: SocketRef,
    actor: Actor,
    registrar: Registrar,
    actions: Actions,
}

impl Entrance {
    /// Whether there are more rooms than the welcome names. `None` if the socket was not
    /// registered.
    async fn welcome(&self, backpressure: &Backpressure) -> Option<bool> {
        for _ in 0..TRIES {
            let epoch = self.actions.epoch();
            let own = self.actions.own_state(&self.actor).await;
            let own = own.inspect_err(|error| self.warn(error)).ok()?;
            let more = own.rooms.more;
            let subscriber = NewSubscriber {
                socket: self.socket.clone(),
                backpressure: backpressure.clone(),
                actor: self.actor.clone(),
                own,
                epoch,
            };
            match self.registrar.enter(subscriber).await? {
                Registration::Done => return Some(more),
                Registration::Stale => {}
                Registration::QueueFull | Registration::Gone => return None,
            }
        }
        None
    }

    /// Sends the remaining rooms. Whether the socket got all of them.
    async fn send_rooms(&self) -> bool {
        let (mut after, mut tries) = (None, 0);
        while tries < TRIES {
            let epoch = self.actions.epoch();
            let own = self.actions.rooms_after(&self.actor, after).await;
            let Ok(own) = own.inspect_err(|error| self.warn(error)) else {
                return false;
            };
            let (more, last) = (own.more, own.last);
            let batch = RoomBatch {
                socket: self.socket.clone(),
                own,
                epoch,
            };
            match self.registrar.send_rooms(batch).await {
                Some(Registration::Done) if more => (after, tries) = (last, 0),
                Some(Registration::Done) => return true,
                Some(Registration::Stale) => tries += 1,
                // It is disconnected when it does not answer pings.
                Some(Registration::QueueFull) => tokio::time::sleep(FULL).await,
                Some(Registration::Gone) | None => return false,
            }
        }
        false
    }

    fn warn(&self, error: &ErrorReply) {
        tracing::warn!(socket = %self.socket.id, code = ?error.code, "cannot tell a member of its rooms");
    }
}
