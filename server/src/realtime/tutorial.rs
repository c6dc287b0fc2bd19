//! The namespace `/`: the contract of the classic Socket.IO tutorial, for its unmodified client.
//!
//! A `message` comes back to its sender exactly once, as "<first 3 of the socket id> said <text>",
//! whatever its payload is. If the lobby is open and the text is a valid message, it is also stored
//! in #lobby, by a visitor with that short name, and the lobby's other messages are sent to
//! tutorial clients in the same form. The answer does not depend on whether it could be stored: the
//! tutorial has no error reply. Messages beyond the rate limit are answered too, and nothing else
//! is done for them: no task and no read of the store.

use std::sync::Arc;

use axum::body::Bytes;
use protocol::{
    ClientMessageId, DisplayName, ErrorCode, ErrorReply, MessageBody, RoomId, event::SendRequest,
};
use serde_json::{Map, Value as Json};
use socketioxide::{
    SocketIo,
    adapter::LocalAdapter,
    extract::{Extension, SocketRef, State},
    handler::{FromMessageParts, MessageHandler, Value},
    socket::{DisconnectReason, Socket},
};
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::{
    closing, fanout, handshake,
    inbox::{Inbox, Lane, Slot},
    log::ConnectionLog,
    transport::{self, Stalled, Transport},
    transports::Transports,
};
use crate::actions::{Actions, Actor};
use domain::authorise::Action;
use domain::tutorial_text::{self, Argument};
use store::SessionId;

/// The one event, in both directions.
pub(super) const MESSAGE: &str = "message";

/// The Socket.IO room of the tutorial clients that are subscribed to a room.
pub(super) fn room_of(room: RoomId) -> String {
    format!("tutorial:{room}")
}

/// The Socket.IO room of all tutorial clients that are subscribed to the lobby.
const ALL: &str = "tutorial";

/// Unsubscribes all tutorial clients when the lobby is closed to them.
pub(super) async fn all_leave(io: &SocketIo) {
    for socket in io.within(ALL).sockets() {
        socket.leave_all();
    }
}

/// The visitor that is created for a socket with its first message.
#[derive(Clone, Default)]
struct Guest(Arc<OnceCell<Actor>>);

/// The sessions of the visitors that were created for tutorial clients.
pub(super) fn sessions(io: &SocketIo) -> Vec<SessionId> {
    // `None` once the server stops.
    let sockets = io.of("/").into_iter().flat_map(|all| all.sockets());
    let guests = sockets.filter_map(|socket| socket.extensions.get::<Guest>());
    let actors = guests.filter_map(|guest| guest.0.get().map(|actor| actor.session));
    actors.collect()
}

/// The transport joined and left namespaces too often.
#[derive(Debug, thiserror::Error)]
#[error("This connection joined and left too often. Open a new one in a moment.")]
pub(super) struct JoinsTooOften;

/// Registers the handlers before the client is told that it is connected, so that none of its
/// messages arrives without a handler.
pub(super) async fn prepare(
    socket: SocketRef,
    State(transports): State<Transports>,
) -> Result<(), JoinsTooOften> {
    if !closing::may_join(&socket, &transports) {
        return Err(JoinsTooOften);
    }
    transports.watch_written(&socket);
    socket.extensions.insert(Guest::default());
    socket.extensions.insert(Inbox::closed());
    socket.on(MESSAGE, OnMessage);
    socket.on_disconnect(disconnected);
    Ok(())
}

pub(super) async fn connected(
    socket: SocketRef,
    Extension(inbox): Extension<Inbox>,
    State(actions): State<Actions>,
    State(log): State<ConnectionLog>,
) {
    log.connected(&socket);
    // If the lobby is closed to them, there is nothing to subscribe to.
    if let Ok(room) = actions.lobby_for_tutorial().await {
        socket.join([room_of(room), ALL.to_owned()]);
    }
    inbox.open();
}

async fn disconnected(
    socket: SocketRef,
    reason: DisconnectReason,
    State(log): State<ConnectionLog>,
) {
    transport::ended(&socket, &reason);
    log.disconnected(&socket, &reason);
}

/// Handles a message. As on `/chat`, it takes a slot and a token of the rate limit before anything
/// else is done for it.
struct OnMessage;

impl MessageHandler<LocalAdapter, ()> for OnMessage {
    fn call(&self, socket: Arc<Socket<LocalAdapter>>, mut value: Value, ack: Option<i64>) {
        let Some(inbox) = socket.extensions.get::<Inbox>() else {
            return;
        };
        let parts = (
            State::<Transports>::from_message_parts(&socket, &mut value, &ack),
            State::<Actions>::from_message_parts(&socket, &mut value, &ack),
            State::<ConnectionLog>::from_message_parts(&socket, &mut value, &ack),
            SocketRef::from_message_parts(&socket, &mut value, &ack),
        );
        let (Ok(State(transports)), Ok(State(actions)), Ok(State(log)), Ok(socket)) = parts else {
            return;
        };
        let Some(slot) = closing::slot(&inbox, &value, &socket, &transports) else {
            return;
        };
        let Some(argument) = first_argument(&mut value) else {
            return;
        };
        let text = tutorial_text::text(&argument);
        let body = MessageBody::parse(&text).ok();
        let body = body.filter(|_| may_post(&socket, &actions, &log));
        let said = Said {
            socket,
            transports,
            log,
            text,
            _slot: slot,
        };
        inbox.spawn(Lane::InOrder, async move {
            if let Some(body) = body {
                said.post(&actions, body).await;
            }
            said.answer().await;
        });
    }
}

/// Takes a token of the rate limit for a message that is to be stored.
fn may_post(socket: &SocketRef, actions: &Actions, log: &ConnectionLog) -> bool {
    let guest = socket.extensions.get::<Guest>().unwrap_or_default();
    let charged = match guest.0.get() {
        Some(actor) => actions.charge(actor, Action::Post),
        None => {
            let address = handshake::origin(socket.req_parts()).address;
            actions.charge_source(address, Action::SubscribeLobby)
        }
    };
    if charged.is_err() {
        log.not_posted();
    }
    charged.is_ok()
}

/// A message of a client.
struct Said {
    socket: SocketRef,
    transports: Transports,
    log: ConnectionLog,
    text: String,
    _slot: Slot,
}

impl Said {
    async fn post(&self, actions: &Actions, body: MessageBody) {
        let guest = self.socket.extensions.get::<Guest>().unwrap_or_default();
        if let Err(error) = post(&self.socket, actions, &guest, body).await {
            tracing::debug!(socket = %self.socket.id, code = ?error.code, "a tutorial client's message was not posted");
            self.log.not_posted();
        }
    }

    /// Answers, and waits until the client has taken as many bytes as the answer has, so that
    /// answers do not pile up in its queue.
    async fn answer(self) {
        let answer = tutorial_text::said(&self.socket.id.to_string(), &self.text);
        let Some(transport) = Transport::of(&self.socket) else {
            return;
        };
        let bytes = u64::try_from(answer.len()).unwrap_or(u64::MAX);
        let from = transport.written().bytes();
        transport.queue(bytes);
        if self.socket.emit(MESSAGE, &answer).is_err() {
            tracing::debug!(socket = %self.socket.id, "the answer did not reach its client");
        } else if transport.takes(from, bytes).await == Err(Stalled) {
            closing::stalled(&self.socket, &self.transports);
        }
    }
}

async fn post(
    socket: &SocketRef,
    actions: &Actions,
    guest: &Guest,
    body: MessageBody,
) -> Result<(), ErrorReply> {
    // Read each time, as the lobby may be closed to them meanwhile.
    let room = match actions.lobby_for_tutorial().await {
        Err(error) if error.code == ErrorCode::NotFound => return Ok(()),
        found => found?,
    };
    let actor = guest
        .0
        .get_or_try_init(|| become_visitor(socket, actions))
        .await?;
    let request = SendRequest {
        room,
        client_id: ClientMessageId::from(Uuid::new_v4()),
        body,
        reply_to: None,
        thread: None,
        in_room: false,
        confirmed: false,
    };
    actions.send(actor, request).await.map(drop)
}

async fn become_visitor(socket: &SocketRef, actions: &Actions) -> Result<Actor, ErrorReply> {
    let name = DisplayName::parse(tutorial_text::name(&socket.id.to_string())).ok();
    let origin = handshake::origin(socket.req_parts());
    actions.charge_source(origin.address, Action::Register)?;
    let (account, _) = actions.create_visitor(&origin, name).await?;
    socket.join(fanout::of_member(account.member.id));
    Ok(Actor::new(account, origin.address))
}

/// The event's first argument, whatever it is. `None` for an event that cannot be read.
fn first_argument(value: &mut Value) -> Option<Argument> {
    let Value::Str(json, attachments) = value else {
        return Some(Argument::Missing);
    };
    let event: Vec<Json> = serde_json::from_str(json.as_str()).ok()?;
    let attachments = attachments
        .as_mut()
        .map_or(&[][..], |all| &*all.make_contiguous());
    Some(match event.into_iter().nth(1) {
        None => Argument::Missing,
        Some(value) => Argument::Json(with_bytes(value, attachments)),
    })
}

/// Replaces placeholders by the text of their attachments. A list's text is made of its items'
/// texts, so placeholders in lists are replaced too; an object's text is the same whatever it
/// holds.
fn with_bytes(value: Json, attachments: &[Bytes]) -> Json {
    match value {
        Json::Array(items) => items
            .into_iter()
            .map(|item| with_bytes(item, attachments))
            .collect(),
        Json::Object(object) => match placeholder(&object).and_then(|at| attachments.get(at)) {
            Some(bytes) => Json::String(tutorial_text::of_bytes(bytes)),
            None => Json::Object(object),
        },
        other => other,
    }
}

/// The index of the attachment that an object is a placeholder for, if it is one.
fn placeholder(object: &Map<String, Json>) -> Option<usize> {
    let stands = object.get("_placeholder").and_then(Json::as_bool)?;
    let at = object.get("num").and_then(Json::as_u64)?;
    stands.then_some(at).and_then(|at| usize::try_from(at).ok())
}
