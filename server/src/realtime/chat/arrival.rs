//! An event on its way to its handler.
//!
//! It is paid for before anything is made of it: it takes a place in its socket's
//! [inbox](crate::realtime::inbox) and a token of its action's limit; only then its payload is read,
//! and a job is made of it.

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
        closing,
        fanout::Door,
        inbox::{Inbox, Lane, Place},
        pace::Pace,
        transport::{Stalled, Transport},
        wires::Wires,
    },
};
use domain::authorise::Action;

/// Bytes of a short answer, at least.
const AROUND: u64 = 64;

/// What a socket has from when it is let in. Put into its extensions before it has handlers.
pub(in crate::realtime) struct Context {
    pub inbox: Inbox,
    pub pace: Pace,
    pub answers: Answers,
    pub wires: Wires,
    pub door: Door,
}

/// What a handler gets.
pub(super) struct Arrival<T> {
    pub socket: SocketRef,
    pub context: Arc<Context>,
    pub actor: Actor,
    pub actions: Actions,
    /// The payload, or what is wrong with it.
    pub request: Result<T, ErrorReply>,
    pub answer: Answer,
}

/// Where the answer goes. The event's place is taken until then.
pub(super) struct Answer {
    ack: AckSender,
    transport: Option<Transport>,
    _place: Place,
}

impl Answer {
    /// Answers, if an answer was asked for and the client still listens.
    pub(super) fn send<T: Serialize>(self, result: Result<T, ErrorReply>) {
        send(self.ack, self.transport.as_ref(), result);
    }

    /// Sends an answer that may be large, and waits until the client has taken it. One that takes
    /// nothing for long is cut off.
    pub(super) async fn send_large<T: Serialize>(
        self,
        result: Result<T, ErrorReply>,
        mut room: Room,
        cut: impl FnOnce(),
    ) {
        let answer = Ack::from(result);
        // No more than travels, or it would never be taken.
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

/// What is done with an [`Arrival`]; how is said by [`Quick`] and [`Slow`].
pub(super) trait Handle<T>: Clone + Send + Sync + 'static {
    fn handle(&self, inbox: &Inbox, lane: Lane, arrival: Arrival<T>);
}

/// A handler that does not wait for anything.
#[derive(Clone)]
pub(super) struct Quick<H>(pub H);

impl<T: Send + 'static, H: Fn(Arrival<T>) + Clone + Send + Sync + 'static> Handle<T> for Quick<H> {
    fn handle(&self, inbox: &Inbox, lane: Lane, arrival: Arrival<T>) {
        let handler = self.0.clone();
        inbox.run(lane, move || handler(arrival));
    }
}

/// A handler that waits for the store, say.
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

/// Listens to one event.
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
        let Some(paid) = pay(&socket, self.action, &mut value, ack) else {
            return;
        };
        let Ok(Payload(request)) = Payload::from_message_parts(&socket, &mut value, &ack);
        let context = Arc::clone(&paid.context);
        let arrival = Arrival {
            socket: paid.socket,
            context: paid.context,
            actor: paid.actor,
            actions: paid.actions,
            request,
            answer: paid.answer,
        };
        self.handler.handle(&context.inbox, self.lane, arrival);
    }
}

/// What an event has once it is paid for.
pub(super) struct Paid {
    socket: SocketRef,
    context: Arc<Context>,
    actor: Actor,
    actions: Actions,
    pub answer: Answer,
}

/// Takes what an event costs. Nothing if it is answered already, or not to be answered at all.
pub(super) fn pay(
    socket: &Arc<Socket<LocalAdapter>>,
    action: Action,
    value: &mut Value,
    ack: Option<i64>,
) -> Option<Paid> {
    let context = socket.extensions.get::<Arc<Context>>()?;
    let actor = socket.extensions.get::<Actor>()?;
    let State(actions) = State::<Actions>::from_message_parts(socket, value, &ack).ok()?;
    let Ok(reference) = SocketRef::from_message_parts(socket, value, &ack);
    let place = closing::place(&context.inbox, value, &reference, &context.wires)?;
    let Ok(ack) = AckSender::from_message_parts(socket, value, &ack);
    let transport = Transport::of(socket);
    if let Err(error) = actions.pay(&actor, action) {
        send::<()>(ack, transport.as_ref(), Err(error));
        return None;
    }
    let answer = Answer {
        ack,
        transport,
        _place: place,
    };
    Some(Paid {
        socket: reference,
        context,
        actor,
        actions,
        answer,
    })
}
