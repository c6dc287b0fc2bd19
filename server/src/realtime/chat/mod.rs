//! The namespace `/chat`: Natter's own protocol. One file an event; this is the list.

mod arrival;
mod heads;
mod history;
mod large;
mod look;
mod payload;
mod resume;
mod send;
mod set_name;
mod welcome;

use core::fmt;
use std::{marker::PhantomData, sync::Arc};

use arrival::{Context, Listener, Quick, Slow};
use protocol::{
    ConnectAuth, ErrorCode, ErrorReply,
    event::{
        Event, HeadsRequest, HistoryRequest, LookRequest, ResumeRequest, SendRequest,
        SetNameRequest,
    },
};
use socketioxide::{
    adapter::LocalAdapter,
    extract::{SocketRef, State, TryData},
    handler::{MessageHandler, Value},
    socket::{DisconnectReason, Socket},
};

use super::{
    answers::Answers,
    closing, connections,
    fanout::Door,
    handshake::{self, Trust},
    inbox::{Inbox, Lane},
    log::ConnectionLog,
    pace::Pace,
    transport,
    wires::Wires,
};
use crate::actions::{Actions, Actor};
use domain::authorise::{Action, Denied};
pub(super) use welcome::connected;

/// Makes the list of events and what listens to them of one table: an event cannot be heard without
/// saying which action of the table of permissions it is for, which also says what it costs.
macro_rules! events {
    ($( $request:ty: $action:ident, $lane:ident, $handler:expr; )*) => {
        /// The events of clients, and the action that each of them is.
        pub const EVENTS: &[(&str, Action)] = &[
            $( (<$request as Event>::NAME, Action::$action), )*
        ];

        fn listen(socket: &SocketRef) {
            $( socket.on(<$request as Event>::NAME, Listener::<$request, _> {
                action: Action::$action,
                lane: Lane::$lane,
                handler: $handler,
                payload: PhantomData,
            }); )*
        }
    };
}

events! {
    SendRequest:    Post,        InOrder, Quick(send::on_send);
    HistoryRequest: ReadRoom,    Reads,   Slow(history::on_history);
    ResumeRequest:  ReadRoom,    Reads,   Slow(resume::on_resume);
    LookRequest:    ReadRoom,    InOrder, Slow(look::on_look);
    HeadsRequest:   SeeOwnRooms, Reads,   Slow(heads::on_heads);
    SetNameRequest: RenameSelf,  InOrder, Slow(set_name::on_set_name);
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
    State(wires): State<Wires>,
    State(answers): State<Answers>,
    State(door): State<Door>,
) -> Result<(), Refused> {
    if !closing::may_join(&socket, &wires) {
        return Err(Refused(joins_too_often()));
    }
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
    socket
        .extensions
        .insert(Actor::new(account, origin.address));
    connections::has_session(socket.req_parts());
    wires.watch_written(&socket);
    socket.extensions.insert(Arc::new(Context {
        inbox: Inbox::closed(),
        pace: Pace::default(),
        answers,
        wires,
        door,
    }));

    // Before the client hears that it is connected, so that nothing finds nobody at home.
    listen(&socket);
    socket.on_fallback(UnknownEvent);
    socket.on_disconnect(disconnected);
    Ok(())
}

fn joins_too_often() -> ErrorReply {
    ErrorReply::new(
        ErrorCode::RateLimited {
            retry_after_ms: 10_000,
        },
        "This connection joined and left too often. Open a new one in a moment.",
    )
}

async fn disconnected(
    socket: SocketRef,
    reason: DisconnectReason,
    State(door): State<Door>,
    State(log): State<ConnectionLog>,
) {
    door.leave(&socket);
    transport::ended(&socket, &reason);
    log.disconnected(&socket, &reason);
}

/// What the server does not know costs as much as what it does.
struct UnknownEvent;

impl MessageHandler<LocalAdapter, ()> for UnknownEvent {
    fn call(&self, socket: Arc<Socket<LocalAdapter>>, mut value: Value, ack: Option<i64>) {
        if let Some(paid) = arrival::pay(&socket, Action::SeeOwnRooms, &mut value, ack) {
            paid.answer.send::<()>(Err(ErrorReply::new(
                ErrorCode::UnknownEvent,
                "The server knows no such event; docs/protocol.md lists them.",
            )));
        }
    }
}
