//! The namespace `/chat`: Natter's own protocol. One file an event; this is the list.

mod heads;
mod history;
mod look;
mod payload;
mod resume;
mod send;
mod set_name;
mod welcome;

use core::fmt;

use protocol::{
    Ack, ConnectAuth, ErrorCode, ErrorReply,
    event::{
        Event, HeadsRequest, HistoryRequest, LookRequest, ResumeRequest, SendRequest,
        SetNameRequest,
    },
};
use socketioxide::{
    extract::{AckSender, SocketRef, State, TryData},
    socket::DisconnectReason,
};

use super::{
    connections,
    fanout::Door,
    handshake::{self, Trust},
    pace::Pace,
    turn,
};
use crate::{
    actions::{Actions, Actor},
    domain::authorise::{Action, Denied},
};
pub(super) use welcome::connected;

/// Makes the list of events and what listens to them of one table: an event cannot be heard without
/// saying which action of the table of permissions it is for.
macro_rules! events {
    ($( $request:ty: $action:ident, $handler:path; )*) => {
        /// The events of clients, and the action that each of them is.
        pub const EVENTS: &[(&str, Action)] = &[
            $( (<$request as Event>::NAME, Action::$action), )*
        ];

        fn listen(socket: &SocketRef) {
            $( socket.on(<$request as Event>::NAME, $handler); )*
        }
    };
}

events! {
    SendRequest:    Post,        send::on_send;
    HistoryRequest: ReadRoom,    history::on_history;
    ResumeRequest:  ReadRoom,    resume::on_resume;
    LookRequest:    ReadRoom,    look::on_look;
    HeadsRequest:   SeeOwnRooms, heads::on_heads;
    SetNameRequest: RenameSelf,  set_name::on_set_name;
}

/// Why a CONNECT is refused. Its text is the JSON of the [`ErrorReply`], as a refusal on the wire
/// is one string.
pub(super) struct Refused(ErrorReply);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match serde_json::to_string(&self.0) {
            Ok(json) => f.write_str(&json),
            Err(_) => f.write_str(&self.0.message),
        }
    }
}

/// Lets members in and nobody else. The session is read from the store at each CONNECT, as one
/// transport can come back to the namespace with its old headers.
pub(super) async fn admit(
    socket: SocketRef,
    TryData(auth): TryData<Option<ConnectAuth>>,
    State(actions): State<Actions>,
    State(trust): State<Trust>,
) -> Result<(), Refused> {
    // No auth at all is a JavaScript client's way to say that it has none.
    let auth = auth.ok().flatten().unwrap_or_default();
    let token = handshake::token(socket.req_parts(), &auth, &trust).map_err(Refused)?;
    let origin = handshake::origin(socket.req_parts());
    let account = actions
        .session(&token, &origin)
        .await
        .map_err(Refused)?
        .ok_or_else(|| Refused(handshake::no_session()))?;
    if account.banned_until.is_some() {
        let banned = Denied::Banned.to_string();
        return Err(Refused(ErrorReply::new(ErrorCode::Forbidden, banned)));
    }
    connections::has_session(socket.req_parts());
    socket
        .extensions
        .insert(Actor::new(account, origin.address));
    socket.extensions.insert(Pace::default());
    let (queue, opening) = turn::Queue::closed();
    socket.extensions.insert(queue);
    socket.extensions.insert(opening);

    // Before the client hears that it is connected, so that nothing finds nobody at home.
    listen(&socket);
    socket.on_fallback(unknown_event);
    socket.on_disconnect(disconnected);
    Ok(())
}

async fn disconnected(socket: SocketRef, reason: DisconnectReason, State(door): State<Door>) {
    door.leave(&socket);
    tracing::info!(socket = %socket.id, ?reason, "user disconnected");
}

async fn unknown_event(ack: AckSender) {
    let error = ErrorReply::new(
        ErrorCode::UnknownEvent,
        "The server knows no such event; docs/protocol.md lists them.",
    );
    answer::<()>(ack, Err(error));
}

/// Answers, if an answer was asked for and the client still listens.
fn answer<T: serde::Serialize>(ack: AckSender, result: Result<T, ErrorReply>) {
    if ack.send(&Ack::from(result)).is_err() {
        tracing::debug!("an ack did not reach its client");
    }
}
