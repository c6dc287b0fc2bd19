//! The namespace `/chat`: Natter's own protocol. One file an event; this is the list.

mod arrival;
mod close_poll;
mod delete;
mod draft;
mod edit;
mod heads;
mod history;
mod large;
mod payload;
mod pin;
mod poll;
mod react;
mod remind;
mod restore;
mod resume;
mod save;
mod schedule;
mod send;
mod set_name;
mod vote;
mod watch;
mod welcome;

use core::fmt;
use std::{marker::PhantomData, sync::Arc};

use arrival::{Context, Listener, Slow};
use protocol::{
    ConnectAuth, ErrorCode, ErrorReply,
    event::{
        ClosePollRequest, DeleteRequest, DraftRequest, EditRequest, Event, HeadsRequest,
        HistoryRequest, PinRequest, PollRequest, ReactRequest, RemindRequest, RemindersRequest,
        RestoreRequest, ResumeRequest, SaveRequest, ScheduleRequest, ScheduledRequest, SendRequest,
        SetNameRequest, UnscheduleRequest, VoteRequest, WatchRequest,
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
    backpressure::Backpressure,
    closing, connections,
    handshake::{self, Trust},
    inbox::{Inbox, Lane},
    log::ConnectionLog,
    registrar::Registrar,
    transport,
    transports::Transports,
};
use crate::actions::{Actions, Actor};
use domain::authorise::{Action, Denied};
pub(super) use welcome::connected;

/// Generates the list of events and their handlers from one table: no event can be handled without
/// naming its action of the table of permissions, which also determines its rate limit.
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
    SendRequest:    Post,        InOrder, send::OnSend;
    PollRequest:    Post,        InOrder, poll::OnPoll;
    EditRequest:    EditMessage, InOrder, Slow(edit::on_edit);
    DeleteRequest:  DeleteMessage, InOrder, Slow(delete::on_delete);
    RestoreRequest: RestoreMessage, InOrder, Slow(restore::on_restore);
    ReactRequest:   React,       InOrder, Slow(react::on_react);
    PinRequest:     PinMessage,  InOrder, Slow(pin::on_pin);
    SaveRequest:    SaveMessage, InOrder, Slow(save::on_save);
    VoteRequest:    Vote,        InOrder, Slow(vote::on_vote);
    ClosePollRequest: ClosePoll, InOrder, Slow(close_poll::on_close_poll);
    HistoryRequest: ReadRoom,    Reads,   Slow(history::on_history);
    ResumeRequest:  ReadRoom,    Reads,   Slow(resume::on_resume);
    WatchRequest:    ReadRoom,    InOrder, Slow(watch::on_watch);
    HeadsRequest:   SeeOwnRooms, Reads,   Slow(heads::on_heads);
    SetNameRequest: RenameSelf,  InOrder, Slow(set_name::on_set_name);
    ScheduleRequest: ScheduleMessage, InOrder, Slow(schedule::on_schedule);
    UnscheduleRequest: ManageScheduled, InOrder, Slow(schedule::on_unschedule);
    ScheduledRequest: ManageScheduled, Reads, Slow(schedule::on_scheduled);
    DraftRequest:   SaveDraft,   InOrder, Slow(draft::on_draft);
    RemindRequest:  SetReminder, InOrder, Slow(remind::on_remind);
    RemindersRequest: ManageReminders, Reads, Slow(remind::on_reminders);
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

/// Authenticates a CONNECT and refuses it without a valid session or from a banned account. The
/// session is read from the store at each CONNECT, as a transport can rejoin the namespace with its
/// old headers.
pub(super) async fn admit(
    socket: SocketRef,
    TryData(auth): TryData<Option<ConnectAuth>>,
    State(actions): State<Actions>,
    State(trust): State<Trust>,
    State(transports): State<Transports>,
    State(answers): State<Answers>,
    State(registrar): State<Registrar>,
) -> Result<(), Refused> {
    if !closing::may_join(&socket, &transports) {
        return Err(Refused(joins_too_often()));
    }
    // A JavaScript client without a token sends no auth at all.
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
    transports.watch_written(&socket);
    socket.extensions.insert(Arc::new(Context {
        inbox: Inbox::closed(),
        backpressure: Backpressure::default(),
        answers,
        transports,
        registrar,
    }));

    // Registered before the client is told that it is connected, so that no event arrives without a
    // handler.
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
    State(registrar): State<Registrar>,
    State(log): State<ConnectionLog>,
) {
    registrar.leave(&socket);
    transport::ended(&socket, &reason);
    log.disconnected(&socket, &reason);
}

/// An unknown event costs as much as a known one.
struct UnknownEvent;

impl MessageHandler<LocalAdapter, ()> for UnknownEvent {
    fn call(&self, socket: Arc<Socket<LocalAdapter>>, mut value: Value, ack: Option<i64>) {
        if let Some(charged) = arrival::charge(&socket, Action::SeeOwnRooms, &mut value, ack) {
            charged.answer.send::<()>(Err(ErrorReply::new(
                ErrorCode::UnknownEvent,
                "The server does not know this event; docs/protocol.md lists all events.",
            )));
        }
    }
}
