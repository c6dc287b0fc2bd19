//! The namespace `/`: the contract of the classic Socket.IO tutorial, for its unmodified client.
//!
//! A `message` comes back to its sender exactly once, as "<first 3 of the socket id> said <text>",
//! whatever its payload is. With an open lobby the text is a message in #lobby too, if it can be
//! one, by a guest of that short name, and the lobby's other messages are told in the same form.
//! The answer does not depend on whether it could be stored: the tutorial has no word for failure.

use std::{convert::Infallible, sync::Arc};

use axum::body::Bytes;
use protocol::{
    ClientMessageId, DisplayName, ErrorCode, ErrorReply, MessageBody, RoomId, event::SendRequest,
};
use serde_json::{Map, Value as Json};
use socketioxide::{
    SocketIo,
    adapter::Adapter,
    extract::{Extension, SocketRef, State},
    handler::{FromMessageParts, Value},
    socket::{DisconnectReason, Socket},
};
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::{fanout, handshake, turn};
use crate::{
    actions::{Actions, Actor},
    domain::tutorial_text::{self, Argument},
    store::SessionId,
};

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

/// Handlers are in place before the client hears that it is connected, so that none of its
/// messages finds nobody at home.
pub(super) async fn prepare(socket: SocketRef) -> Result<(), Infallible> {
    socket.extensions.insert(Guest::default());
    let (queue, opening) = turn::Queue::closed();
    socket.extensions.insert(queue);
    socket.extensions.insert(opening);
    socket.on(MESSAGE, on_message);
    socket.on_disconnect(disconnected);
    Ok(())
}

pub(super) async fn connected(
    socket: SocketRef,
    Extension(opening): Extension<turn::Opening>,
    State(actions): State<Actions>,
) {
    tracing::info!(socket = %socket.id, "user connected");
    // Where the lobby is closed to them there is nothing to hear.
    if let Ok(room) = actions.lobby_for_tutorial().await {
        socket.join([room_of(room), ALL.to_owned()]);
    }
    opening.finish();
}

async fn disconnected(socket: SocketRef, reason: DisconnectReason) {
    tracing::info!(socket = %socket.id, ?reason, "user disconnected");
}

async fn on_message(
    socket: SocketRef,
    FirstArgument(argument): FirstArgument,
    mut turn: turn::Turn,
    State(actions): State<Actions>,
    Extension(guest): Extension<Guest>,
) {
    turn.wait().await;
    let (id, text) = (socket.id.to_string(), tutorial_text::text(&argument));
    if let Ok(body) = MessageBody::parse(&text)
        && let Err(error) = post(&socket, &actions, &guest, body).await
    {
        tracing::info!(socket = %id, code = ?error.code, "a tutorial client's message was not posted");
    }
    if socket
        .emit(MESSAGE, &tutorial_text::said(&id, &text))
        .is_err()
    {
        tracing::debug!(socket = %id, "the answer did not reach its client");
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
    let (account, _) = actions.come_in(&origin, name).await?;
    socket.join(fanout::of_member(account.member.id));
    Ok(Actor::new(account, origin.address))
}

/// The event's first argument, whatever it is.
struct FirstArgument(Argument);

impl<A: Adapter> FromMessageParts<A> for FirstArgument {
    type Error = serde_json::Error;
    fn from_message_parts(
        _: &Arc<Socket<A>>,
        value: &mut Value,
        _: &Option<i64>,
    ) -> Result<Self, serde_json::Error> {
        let Value::Str(json, attachments) = value else {
            return Ok(Self(Argument::Missing));
        };
        let event: Vec<Json> = serde_json::from_str(json.as_str())?;
        let attachments = attachments
            .as_mut()
            .map_or(&[][..], |all| &*all.make_contiguous());
        Ok(Self(match event.into_iter().nth(1) {
            None => Argument::Missing,
            Some(value) => Argument::Json(with_bytes(value, attachments)),
        }))
    }
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
