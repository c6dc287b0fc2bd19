//! A page in the browser: its connection, outbox, drafts and timers. One page has one of each, so
//! they live in one place that is set up by [`start`].

mod chat;
mod database;
mod events;
mod flush;
mod outbox;
mod pages;
mod rooms;
mod storage;
mod tabs;

use std::cell::{Cell, RefCell};

use leptos::{prelude::*, task::spawn_local};
use protocol::{ClientMessageId, MessageBody, RoomId, RoomUse, event::SetNameRequest};
use socketio_client::Client;

use crate::{
    live::{Live, outbox::OutboxEntry, timeline::Next},
    text::clock::Zone,
};

use flush::flush;
pub(in crate::live) use pages::{load_latest, load_newer, load_older};

thread_local! {
    static PAGE: PageDriver = const { PageDriver {
        client: RefCell::new(None),
        is_flushing: Cell::new(false),
        wants_flush: Cell::new(false),
        is_paging: Cell::new(false),
        is_welcome: Cell::new(false),
        was_welcome: Cell::new(false),
        unnamed: RefCell::new(Vec::new()),
        used: RefCell::new(Vec::new()),
        administered: RefCell::new(Vec::new()),
    } };
}

/// What the page holds besides its state.
struct PageDriver {
    client: RefCell<Option<Client>>,
    /// One message is sent after the other.
    is_flushing: Cell<bool>,
    /// There may be something to send.
    wants_flush: Cell<bool>,
    /// One page of history is loaded after the other.
    is_paging: Cell<bool>,
    /// The server has welcomed this connection.
    is_welcome: Cell<bool>,
    /// The server has welcomed this page, be it on an earlier connection.
    was_welcome: Cell<bool>,
    /// Rooms of which the server has not said on this connection that one is still in them.
    unnamed: RefCell<Vec<RoomId>>,
    /// When direct rooms were used last, as far as the server has said so on this connection.
    used: RefCell<Vec<RoomUse>>,
    /// Rooms that one is an admin of.
    administered: RefCell<Vec<RoomId>>,
}

/// The client, while there is one to talk through.
fn client() -> Option<Client> {
    PAGE.with(|page| page.client.borrow().clone())
}

pub(in crate::live) fn start(live: Live) {
    live.zone.set(Zone::Local);
    outbox::start(live);
    events::listen(live);
}

/// Kept in the browser before anything else, so that a crash in the next moment loses nothing.
pub(in crate::live) fn send(live: Live, body: MessageBody) {
    let (member, room) = live
        .state
        .with_untracked(|state| (state.me().id, state.room()));
    let entry = OutboxEntry {
        client_id: storage::new_client_id(),
        member,
        room,
        body,
        written_at: storage::now_ms(),
        refused: None,
        position: 0,
    };
    live.state.update(|state| state.wrote(entry.pending()));
    outbox::keep(live, entry);
}

/// A refused message is sent again because its author wants it.
pub(in crate::live) fn retry(live: Live, client_id: &ClientMessageId) {
    live.state.update(|state| state.retry(client_id));
    let client_id = client_id.clone();
    spawn_local(async move {
        outbox::set_refused(live, client_id, None).await;
        flush(live);
    });
}

pub(in crate::live) fn discard(client_id: &ClientMessageId) {
    storage::discard(client_id);
    spawn_local(outbox::remove(client_id.clone()));
}

pub(in crate::live) fn rename(live: Live, name: &str) {
    let name = match protocol::DisplayName::parse(name) {
        Ok(name) => name,
        Err(reason) => {
            live.name_error
                .set(Some(format!("The name was not changed: {reason}.")));
            return;
        }
    };
    spawn_local(async move {
        match chat::ask(SetNameRequest { name }).await {
            Ok(me) => {
                live.name_error.set(None);
                live.state.update(|state| state.set_me(me));
            }
            Err(chat::Failure::Refused(error)) => live.name_error.set(Some(error.message)),
            Err(chat::Failure::Unreachable) => {
                let words = "The name was not changed: the server cannot be reached. Try again in a moment.";
                live.name_error.set(Some(words.into()));
            }
        }
    });
}

pub(in crate::live) fn keep_draft(live: Live, text: &str) {
    storage::keep_draft(live.me_id(), live.room_id(), text);
}

pub(in crate::live) fn saved_draft(live: Live) -> String {
    storage::draft(live.me_id(), live.room_id())
}

/// Asks the server for what the state lacks.
fn follow(live: Live, next: Next) {
    match next {
        Next::Nothing => {}
        Next::Resume => pages::resume(live),
        Next::Latest => load_latest(live),
        Next::Refresh => pages::refresh(live),
    }
}
