//! A page in the browser: its connection, outbox, drafts and timers. One page has one of each, so
//! they live in one place that is set up by [`start`].

mod chat;
mod events;
mod flush;
mod pages;
mod storage;

use std::cell::{Cell, RefCell};

use leptos::prelude::*;
use protocol::{ClientMessageId, MessageBody, Room, event::SetNameRequest};
use socketio_client::Client;

use crate::{
    live::{
        Live, outbox,
        room_state::{Fate, Next, Pending},
    },
    text::clock::Zone,
};

pub(in crate::live) use flush::flush;
pub(in crate::live) use pages::{load_latest, load_newer, load_older};

thread_local! {
    static PAGE: PageDriver = const { PageDriver {
        client: RefCell::new(None),
        is_flushing: Cell::new(false),
        is_paging: Cell::new(false),
        is_welcome: Cell::new(false),
    } };
}

/// What the page holds besides its state.
struct PageDriver {
    client: RefCell<Option<Client>>,
    /// One message is sent after the other.
    is_flushing: Cell<bool>,
    /// One page of history is loaded after the other.
    is_paging: Cell<bool>,
    /// The server has welcomed this connection.
    is_welcome: Cell<bool>,
}

/// The client, while there is one to talk through.
fn client() -> Option<Client> {
    PAGE.with(|page| page.client.borrow().clone())
}

pub(in crate::live) fn start(live: Live) {
    live.zone.set(Zone::Local);
    for pending in storage::outbox(live.state.with_untracked(|state| state.room())) {
        live.state.update(|state| state.wrote(pending));
    }
    events::listen(live);
}

/// Kept in the browser before anything else, so that a reload in the next moment loses nothing.
pub(in crate::live) fn send(live: Live, body: MessageBody) {
    let pending = Pending {
        client_id: storage::new_client_id(),
        body,
        written_at: storage::now_ms(),
        fate: Fate::Sending,
    };
    let room = live.state.with_untracked(|state| state.room());
    storage::keep(room, &pending);
    live.state.update(|state| state.wrote(pending));
    flush(live);
}

/// A refused message is sent again because its author wants it.
pub(in crate::live) fn retry(live: Live, client_id: &ClientMessageId) {
    live.state.update(|state| state.retry(client_id));
    keep(live, client_id);
    flush(live);
}

/// Keeps how a message fares now.
fn keep(live: Live, client_id: &ClientMessageId) {
    live.state.with_untracked(|state| {
        let mut pending = state.pending().iter();
        if let Some(one) = pending.find(|one| one.client_id == *client_id) {
            storage::keep(state.room(), one);
        }
    });
}

pub(in crate::live) fn forget(client_id: &ClientMessageId) {
    storage::remove(&outbox::key(client_id));
}

pub(in crate::live) fn rename(live: Live, name: &str) {
    let name = match protocol::DisplayName::parse(name) {
        Ok(name) => name,
        Err(reason) => {
            live.name_error.set(Some(format!("Not changed: {reason}.")));
            return;
        }
    };
    leptos::task::spawn_local(async move {
        match chat::ask(SetNameRequest { name }).await {
            Ok(me) => {
                live.name_error.set(None);
                live.state.update(|state| state.set_me(me));
            }
            Err(chat::Failure::Refused(error)) => live.name_error.set(Some(error.message)),
            Err(chat::Failure::Unreachable) => {
                let words = "Not changed: the server cannot be reached. Try again in a moment.";
                live.name_error.set(Some(words.into()));
            }
        }
    });
}

pub(in crate::live) fn keep_draft(room: &Room, text: &str) {
    storage::keep_draft(room, text);
}

pub(in crate::live) fn kept_draft(room: &Room) -> String {
    storage::draft(room)
}

/// Asks the server for what the state lacks.
fn follow(live: Live, next: Next) {
    match next {
        Next::Nothing => {}
        Next::Resume(have) => pages::resume(live, have),
        Next::Latest => load_latest(live),
    }
}
