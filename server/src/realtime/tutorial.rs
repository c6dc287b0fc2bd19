//! The namespace `/`: the contract of the classic Socket.IO tutorial, for its unmodified client.
//!
//! A `message` comes back to its sender exactly once, as "<first 3 of the socket id> said <text>",
//! whatever its payload is. With an open lobby the text is a message in #lobby too, if it can be
//! one, by a guest of that short name, and the lobby's other messages are told in the same form.
//! The answer does not depend on whether it could be stored: the tutorial has no word for failure.
//! Whoever says more than the limit allows hears each answer as well, and that is all that becomes
//! of it: no task and no look into the store is made for it.

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
    inbox::{Inbox, Lane, Place},
    log::ConnectionLog,
    transport::{self, Stalled, Transport},
    wires::Wires,
};
use crate::{
    actions::{Actions, Actor},
    store::SessionId,
};
use domain::authorise::Action;
use domain::tutorial_text::{self, Argument};

/// The one event, in both directions.
pub(super) const MESSAGE: &str = "message";

/// The Socket.IO room of the tutorial clients that hear a room.
pub(super) fn room_of(room: RoomId) -> String {
    format!("tutorial:{room}")
}

/// The Socket.IO room of all tutorial clients that hear the lobby.
const ALL: &str = "tutorial";

/// The lobby is closed to them: they hear nothing more of it.
pub(super) async fn all_leave(io: &SocketIo) {
    for socket in io.within(ALL).sockets() {
        socket.leave_all();
    }
}

/// The visitor that a socket becomes with its first message.
#[derive(Clone, Default)]
struct Guest(Arc<OnceCell<Actor>>);

/// The sessions of the visitors that tutorial clients have become.
pub(super) fn sessions(io: &SocketIo) -> Vec<SessionId> {
    // None once the server stops.
    let sockets = io.of("/").into_iter().flat_map(|all| all.sockets());
    let guests = sockets.filter_map(|socket| socket.extensions.get::<Guest>());
    let actors = guests.filter_map(|guest| guest.0.get().map(|actor| actor.session));
    actors.collect()
}

/// The transport left and came back too often.
#[derive(Debug, thiserror::Error)]
#[error("This connection joined and left too often. Open a new one in a moment.")]
pub(super) struct JoinsTooOften;

/// Handlers are in place before the client hears that it is connected, so that none of its
/// messages finds nobody at home.
pub(super) async fn prepare(
    socket: SocketRef,
    State(wires): State<Wires>,
) -> Result<(), JoinsTooOften> {
    if !closing::may_join(&socket, &wires) {
        return Err(JoinsTooOften);
    }
    wires.watch_written(&socket);
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
    // Where the lobby is closed to them there is nothing to hear.
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

/// Takes a message. As on `/chat`, it takes a place and a token before anything is made of it.
struct OnMessage;

impl MessageHandler<LocalAdapter, ()> for OnMessage {
    fn call(&self, socket: Arc<Socket<LocalAdapter>>, mut value: Value, ack: Option<i64>) {
        let Some(inbox) = socket.extensions.get::<Inbox>() else {
            return;
        };
        let parts = (
            State::<Wires>::from_message_parts(&socket, &mut value, &ack),
            State::<Actions>::from_message_parts(&socket, &mut value, &ack),
            State::<ConnectionLog>::from_message_parts(&socket, &mut value, &ack),
            SocketRef::from_message_parts(&socket, &mut value, &ack),
        );
        let (Ok(State(wires)), Ok(State(actions)), Ok(State(log)), Ok(socket)) = parts else {
            return;
        };
        let Some(place) = closing::place(&inbox, &value, &socket, &wires) else {
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
            wires,
            log,
            text,
            _place: place,
        };
        inbox.spawn(Lane::InOrder, async move {
            if let Some(body) = body {
                said.post(&actions, body).await;
            }
            said.answer().await;
        });
    }
}

/// Takes a token for a message that is to be stored.
fn may_post(socket: &SocketRef, actions: &Actions, log: &ConnectionLog) -> bool {
    let guest = socket.extensions.get::<Guest>().unwrap_or_default();
    let paid = match guest.0.get() {
        Some(actor) => actions.pay(actor, Action::Post),
        None => {
            let address = handshake::origin(socket.req_parts()).address;
            actions.pay_source(address, Action::HearLobby)
        }
    };
    if paid.is_err() {
        log.not_posted();
    }
    paid.is_ok()
}

/// What a client said.
struct Said {
    socket: SocketRef,
    wires: Wires,
    log: ConnectionLog,
    text: String,
    _place: Place,
}

impl Said {
    async fn post(&self, actions: &Actions, body: MessageBody) {
        let guest = self.socket.extensions.get::<Guest>().unwrap_or_default();
        if let Err(error) = post(&self.socket, actions, &guest, body).await {
            tracing::debug!(socket = %self.socket.id, code = ?error.code, "a tutorial client's message was not posted");
            self.log.not_posted();
        }
    }

    /// The answer, and the next only when the client has taken so much that this one is not far from
    /// it.
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
            closing::stalled(&self.socket, &self.wires);
        }
    }
}

async fn post(
    socket: &SocketRef,
    actions: &Actions,
    guest: &Guest,
    body: MessageBody,
) -> Result<(), ErrorReply> {
    // Asked each time, as the lobby may be closed to them meanwhile.
    let room = match actions.lobby_for_tutorial().await {
        Err(error) if error.code == ErrorCode::NotFound => return Ok(()),
        found => found?,
    };
    let actor = guest
        .0
        .get_or_try_init(|| become_guest(socket, actions))
        .await?;
    let request = SendRequest {
        room,
        client_id: ClientMessageId::from(Uuid::new_v4()),
        body,
    };
    actions.send(actor, request).await.map(drop)
}

async fn become_guest(socket: &SocketRef, actions: &Actions) -> Result<Actor, ErrorReply> {
    let name = DisplayName::parse(tutorial_text::name(&socket.id.to_string())).ok();
    let origin = handshake::origin(socket.req_parts());
    actions.pay_source(origin.address, Action::ComeIn)?;
    let (account, _) = actions.come_in(&origin, name).await?;
    socket.join(fanout::of_member(account.member.id));
    Ok(Actor::new(account, origin.address))
}

/// The event's first argument, whatever it is. Nothing for an event that cannot be read.
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

/// Puts the text of the attachments where their placeholders are. A list's text is made of its
/// items' texts, so they count in lists too; an object's text is the same whatever it holds.
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

/// Which attachment an object stands for, if it stands for one.
fn placeholder(object: &Map<String, Json>) -> Option<usize> {
    let stands = object.get("_placeholder").and_then(Json::as_bool)?;
    let at = object.get("num").and_then(Json::as_u64)?;
    stands.then_some(at).and_then(|at| usize::try_from(at).ok())
}
