//! The connection, and what it and the browser tell.

use std::time::Duration;

use leptos::{
    leptos_dom::helpers::{set_interval_with_handle, set_timeout, window_event_listener},
    prelude::*,
    task::spawn_local,
};
use protocol::{
    CHAT_NAMESPACE, RoomHead,
    event::{
        Event as _, GoingAway, HeadsRequest, IgnoredChanged, Lagging, MemberChanged, MemberJoined,
        MemberLeft, MessageChanged, MessagePosted, PreferenceChanged, RoomAdded, RoomChanged,
        RoomRemoved, Rooms, Welcome,
    },
    limits::{HEADS_INTERVAL, MAX_ANSWER_BYTES},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use socketio_client::{Backoff, Client, Event, Events, Message, Overflow};

use super::{PAGE, chat, flush, follow, pages, rooms};
use crate::live::{
    Connection, Live,
    timeline::{Next, Timeline},
};

/// The largest packet that is read. Answers have a limit; what the server tells by itself is smaller,
/// but for somebody who is in very many rooms with very many others.
const MAX_PACKET_BYTES: usize = 8 * MAX_ANSWER_BYTES;

/// Failed tries after which the page says that it is offline.
const TRIES_UNTIL_OFFLINE: u32 = 3;

/// Connects, and listens until the page goes.
pub(super) fn listen(live: Live) {
    let Some(origin) = window().location().origin().ok() else {
        return;
    };
    let client = Client::builder(&origin)
        .namespace(CHAT_NAMESPACE)
        .reconnect(Some(Backoff {
            first: Duration::from_millis(400),
            max: Duration::from_secs(8),
        }))
        // The outbox keeps what is to be sent; a request for a page is not worth keeping.
        .buffer(0, Overflow::Refuse)
        .max_frame(MAX_PACKET_BYTES)
        .connect();
    let Ok((client, events)) = client else {
        return;
    };
    PAGE.with(|page| page.client.replace(Some(client.clone())));
    spawn_local(run(live, events));

    let again = client;
    window_event_listener(leptos::ev::online, move |_| {
        let _ = again.reconnect_now();
    });
    window_event_listener(leptos::ev::offline, move |_| {
        live.connection.set(Connection::Offline);
    });
    window_event_listener(leptos::ev::visibilitychange, move |_| {
        if !document().hidden() {
            compare_heads(live);
        }
    });
    // Runs as long as the page: there is nothing to stop it for.
    let _ = set_interval_with_handle(move || compare_heads(live), HEADS_INTERVAL);
}

async fn run(live: Live, mut events: Events) {
    while let Some(event) = events.next().await {
        match event {
            Event::Connected { .. } => {}
            Event::Message(message) => news(live, message),
            Event::Disconnected { .. } => {
                PAGE.with(|page| page.is_welcome.set(false));
                live.connection.set(Connection::Connecting);
            }
            Event::Reconnecting { attempt, .. } => {
                let is_offline = attempt >= TRIES_UNTIL_OFFLINE || !window().navigator().on_line();
                live.connection.set(if is_offline {
                    Connection::Offline
                } else {
                    Connection::Connecting
                });
            }
            Event::Refused { data } => refused(live, &data),
            // By what the connection runs makes no difference here.
            _ => {}
        }
    }
}

/// The session of a page that was let in before has ended: the server leads on. Else too much was
/// asked at once, say, and a later try succeeds.
fn refused(live: Live, data: &Value) {
    live.connection.set(Connection::Offline);
    // What is refused at the door is an error as JSON in a text (docs/protocol.md).
    let error = data.get("message").and_then(Value::as_str);
    let has_ended = error.is_some_and(|error| error.contains("\"unauthenticated\""));
    if has_ended && PAGE.with(|page| page.was_welcome.get()) {
        rooms::signed_out();
        return;
    }
    set_timeout(
        || {
            if let Some(client) = super::client() {
                let _ = client.reconnect_now();
            }
        },
        Duration::from_secs(10),
    );
}

fn news(live: Live, message: Message) {
    match message.name.as_str() {
        Welcome::NAME => {
            if let Some(welcome) = read::<Welcome>(&message) {
                welcomed(live, welcome);
            }
        }
        Rooms::NAME => {
            if let Some(portion) = read::<Rooms>(&message) {
                take_heads(live, &portion.heads, Timeline::head);
                rooms::portion(live, portion);
            }
        }
        MessagePosted::NAME => {
            if let Some(message) = read::<protocol::Message>(&message) {
                posted(live, message);
            }
        }
        MessageChanged::NAME => {
            if let Some(message) = read::<protocol::Message>(&message)
                && let Some(next) = live.state.try_update(|state| state.changed(message))
            {
                follow(live, next);
            }
        }
        Lagging::NAME => {
            if let Some(Lagging { heads }) = read(&message) {
                behind(live, &heads);
            }
        }
        MemberChanged::NAME => {
            if let Some(MemberChanged(member)) = read(&message) {
                rooms::person_changed(live, &member);
                live.state.update(|state| state.rename(&member));
            }
        }
        RoomAdded::NAME => {
            if let Some(added) = read(&message) {
                rooms::added(live, added);
            }
        }
        RoomChanged::NAME => {
            if let Some(RoomChanged(room)) = read(&message) {
                rooms::changed(live, room);
            }
        }
        RoomRemoved::NAME => {
            if let Some(RoomRemoved { room }) = read(&message) {
                rooms::removed(live, room);
            }
        }
        MemberJoined::NAME => {
            if let Some(joined) = read(&message) {
                rooms::person_joined(live, joined);
            }
        }
        MemberLeft::NAME => {
            if let Some(left) = read(&message) {
                rooms::person_left(live, left);
            }
        }
        PreferenceChanged::NAME => {
            if let Some(PreferenceChanged(preference)) = read(&message) {
                rooms::preferred(live, preference);
            }
        }
        IgnoredChanged::NAME => {
            if let Some(IgnoredChanged { ignored }) = read(&message) {
                live.state.update(|state| state.set_ignored(ignored));
            }
        }
        GoingAway::NAME => live.connection.set(Connection::Connecting),
        // A newer server says more than this page knows.
        _ => {}
    }
}

fn read<T: DeserializeOwned>(message: &Message) -> Option<T> {
    crate::json::from_value(message.payload.first())
}

fn welcomed(live: Live, welcome: Welcome) {
    PAGE.with(|page| page.is_welcome.set(true));
    live.connection.set(Connection::Online);
    rooms::welcomed(live, &welcome);
    live.state.update(|state| {
        state.set_me(welcome.me);
        state.set_ignored(welcome.ignored);
    });
    let timeline = welcome.timeline;
    match live.state.try_update(|state| state.set_timeline(timeline)) {
        Some(Next::Latest) => follow(live, Next::Latest),
        _ => {
            take_heads(live, &welcome.heads, Timeline::head);
        }
    }
    if PAGE.with(|page| page.was_welcome.replace(true)) {
        pages::refresh(live);
    }
    flush(live);
}

/// The server tells us nothing more until we have asked, so we ask in any case.
fn behind(live: Live, heads: &[RoomHead]) {
    if take_heads(live, heads, Timeline::head) == Next::Nothing {
        compare_heads(live);
    }
    pages::refresh(live);
}

/// Takes in where our room stands, and asks for what that shows to be missing.
fn take_heads(
    live: Live,
    heads: &[RoomHead],
    take: impl FnOnce(&mut Timeline, RoomHead) -> Next,
) -> Next {
    let room = live.state.with_untracked(|state| state.room());
    let head = heads.iter().find(|head| head.room == room);
    let next = head.and_then(|head| live.state.try_update(|state| take(state, *head)));
    let next = next.unwrap_or(Next::Nothing);
    follow(live, next);
    next
}

fn posted(live: Live, message: protocol::Message) {
    rooms::spoken_in(live, &message);
    if message.room != live.state.with_untracked(|state| state.room()) {
        return;
    }
    live.look.get_value()(live);
    let is_other = live.state.with_untracked(|state| state.me().id) != message.author.id;
    if is_other && !live.at_end.get_untracked() {
        live.unseen.update(|count| *count += 1);
    }
    if let Some(next) = live.state.try_update(|state| state.posted(message)) {
        follow(live, next);
    }
}

/// Notices a lost last message.
pub(super) fn compare_heads(live: Live) {
    if !PAGE.with(|page| page.is_welcome.get()) {
        return;
    }
    let (room, known) = live
        .state
        .with_untracked(|state| (state.room(), state.room_head()));
    spawn_local(async move {
        let Ok(reply) = chat::ask(HeadsRequest {
            rooms: Some(vec![room]),
        })
        .await
        else {
            return;
        };
        take_heads(live, &reply.heads, |state, head| {
            state.head_since(known, head)
        });
    });
    // Of a room that one only looks at, heads tell nothing.
    rooms::watch(live);
}
