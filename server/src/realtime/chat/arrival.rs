//! An incoming event on its way to its handler.
//!
//! Its cost is taken before anything is allocated for it: it takes a slot in its socket's
//! [inbox](crate::realtime::inbox) and a token of its action's rate limit; only then its payload is
//! read and its job is created.

use std::{marker::PhantomData, sync::Arc};

use protocol::{Ack, ErrorReply};
use serde::{Serialize, de::DeserializeOwned};
use socketioxide::{
    adapter::LocalAdapter,
    extract::{AckSender, SocketRef, State},
    handler::{FromMessageParts, MessageHandler, Value},
    socket::Socket,
};

use super::payload::Payload;
use crate::{
    actions::{Actions, Actor},
    realtime::{
        answers::{self, Answers, Room},
        backpressure::Backpressure,
        closing,
        inbox::{Inbox, Lane, Slot},
        registrar::Registrar,
        transport::{Stalled, Transport},
        transports::Transports,
    },
};
use domain::authorise::Action;

/// Lower bound of the bytes of a short answer.
const AROUND: u64 = 64;

/// The state of a connected socket, put into its extensions before its handlers are registered.
pub(in crate::realtime) struct Context {
    pub inbox: Inbox,
    pub backpressure: Backpressure,
    pub answers: Answers,
    pub transports: Transports,
    pub registrar: Registrar,
}

pub(super) struct Arrival<T> {
    pub socket: SocketRef,
    pub context: Arc<Context>,
    pub actor: Actor,
    pub actions: Actions,
    /// The payload, or what is wrong with it.
    pub request: Result<T, ErrorReply>,
    pub answer: Answer,
}

/// Sends the answer. Holds the event's slot until then.
pub(super) struct Answer {
    ack: AckSender,
    transport: Option<Transport>,
    _slot: Slot,
}

impl Answer {
    /// Answers, if the client asked for an ack and is still connected.
    pub(super) fn send<T: Serialize>(self, result: Result<T, ErrorReply>) {
        send(self.ack, self.transport.as_ref(), result);
    }

    /// Sends an answer that may be large, and waits until the client has taken it. A client that
    /// takes nothing for [`NO_PROGRESS`](crate::realtime::transport::NO_PROGRESS) is passed to
    /// `cut`.
    pub(super) async fn send_large<T: Serialize>(
        self,
        result: Result<T, ErrorReply>,
        mut room: Room,
        cut: impl FnOnce(),
    ) {
        let answer = Ack::from(result);
        // Not more than is sent, or the wait would never end.
        let bytes = answers::size(&answer);
        room.shrink(bytes);
        let Some(transport) = self.transport else {
            return;
        };
        let from = transport.written().bytes();
        transport.queue(bytes);
        if self.ack.send(&answer).is_err() {
            tracing::debug!("an answer did not reach its client");
        } else if transport.takes(from, bytes).await == Err(Stalled) {
            cut();
        }
    }
}

fn send<T: Serialize>(
    ack: AckSender,
    transport: Option<&Transport>,
    result: Result<T, ErrorReply>,
) {
    if let Some(transport) = transport {
        transport.queue(AROUND);
    }
    if ack.send(&Ack::from(result)).is_err() {
        tracing::debug!("an ack did not reach its client");
    }
}

/// Handles an [`Arrival`].
pub(super) trait Handle<T>: Clone + Send + Sync + 'static {
    fn handle(&self, inbox: &Inbox, lane: Lane, arrival: Arrival<T>);
}

/// A handler that awaits something, such as the store.
#[derive(Clone)]
pub(super) struct Slow<H>(pub H);

impl<T, H, F> Handle<T> for Slow<H>
where
    T: Send + 'static,
    H: Fn(Arrival<T>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    fn handle(&self, inbox: &Inbox, lane: Lane, arrival: Arrival<T>) {
        inbox.spawn(lane, (self.0)(arrival));
    }
}

pub(super) struct Listener<T, H> {
    pub action: Action,
    pub lane: Lane,
    pub handler: H,
    pub payload: PhantomData<fn(T)>,
}

impl<T, H> MessageHandler<LocalAdapter, PhantomData<fn(T)>> for Listener<T, H>
where
    T: DeserializeOwned + Send + 'static,
    H: Handle<T>,
{
    fn call(&self, socket: Arc<Socket<LocalAdapter>>, mut value: Value, ack: Option<i64>) {
        let Some(charged) = charge(&socket, self.action, &mut value, ack) else {
            return;
        };
        let Ok(Payload(request)) = Payload::from_message_parts(&socket, &mut value, &ack);
        let context = Arc::clone(&charged.context);
        let arrival = Arrival {
            socket: charged.socket,
            context: charged.context,
            actor: charged.actor,
            actions: charged.actions,
            request,
            answer: charged.answer,
        };
        self.handler.handle(&context.inbox, self.lane, arrival);
    }
}

/// An event that has taken its slot and its token.
pub(super) struct Charged {
    socket: SocketRef,
    context: Arc<Context>,
    actor: Actor,
    actions: Actions,
    pub answer: Answer,
}

/// Takes an event's slot and a token of its action's rate limit. `None` if it is already answered,
/// or must not be answered at all.
pub(super) fn charge(
    socket: &Arc<Socket<LocalAdapter>>,
    action: Action,
    value: &mut Value,
    ack: Option<i64>,
) -> Option<Charged> {
    let context = socket.extensions.get::<Arc<Context>>()?;
    let actor = socket.extensions.get::<Actor>()?;
    let State(actions) = State::<Actions>::from_message_parts(socket, value, &ack).ok()?;
    let Ok(reference) = SocketRef::from_message_parts(socket, value, &ack);
    let slot = closing::slot(&context.inbox, value, &reference, &context.transports)?;
    let Ok(ack) = AckSender::from_message_parts(socket, value, &ack);
    let transport = Transport::of(socket);
    if let Err(error) = actions.charge(&actor, action) {
        send::<()>(ack, transport.as_ref(), Err(error));
        return None;
    }
    let answer = Answer {
        ack,
        transport,
        _slot: slot,
    };
    Some(Charged {
        socket: reference,
        context,
        actor,
        actions,
        answer,
    })
}
