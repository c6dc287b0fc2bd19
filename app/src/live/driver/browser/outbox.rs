//! The outbox in the browser. A message is written to `localStorage` first, which is done at once,
//! and moves to IndexedDB from there; so at no moment a crash loses it. Where there is no
//! IndexedDB, or it does not answer, it stays in `localStorage`, and without that it lives as long
//! as the page.

use std::{
    cell::{Cell, RefCell},
    time::Duration,
};

use leptos::{leptos_dom::helpers::set_timeout, prelude::*, task::spawn_local};
use protocol::{ClientMessageId, MemberId};

use super::{database::Database, flush::flush, storage, tabs::Channel};
use crate::live::{
    Live,
    outbox::{self, OutboxEntry},
};

/// How long IndexedDB may take to open. After that the page does without; what the database holds
/// is sent once it has opened after all.
const OPEN_LIMIT: Duration = Duration::from_secs(3);

thread_local! {
    static STORES: Stores = const { Stores {
        database: RefCell::new(None),
        memory: RefCell::new(Vec::new()),
        settled: RefCell::new(Vec::new()),
        numbers: RefCell::new(Vec::new()),
        channel: RefCell::new(None),
        is_open: Cell::new(false),
    } };
}

struct Stores {
    database: RefCell<Option<Database>>,
    /// What nothing else would keep.
    memory: RefCell<Vec<OutboxEntry>>,
    /// What is not to be sent again by this page, even should a store not let go of it.
    settled: RefCell<Vec<ClientMessageId>>,
    /// Under which numbers the database has what this page has put there or read.
    numbers: RefCell<Vec<(ClientMessageId, f64)>>,
    channel: RefCell<Option<Channel>>,
    /// What an earlier page left has been found: nothing newer is sent before.
    is_open: Cell<bool>,
}

/// Whether what is kept is known.
pub(super) fn is_open() -> bool {
    STORES.with(|stores| stores.is_open.get())
}

fn database() -> Option<Database> {
    STORES.with(|stores| stores.database.borrow().clone())
}

fn member(live: Live) -> MemberId {
    live.state.with_untracked(|state| state.me().id)
}

/// Opens the stores, forgets what other members left, takes over what a broken-off write left in
/// `localStorage`, and shows what is on its way.
pub(super) fn start(live: Live) {
    STORES.with(|stores| {
        *stores.channel.borrow_mut() = Channel::open(move || {
            spawn_local(show(live));
            flush(live);
        });
    });
    let discarded = storage::discarded();
    STORES.with(|stores| stores.settled.borrow_mut().extend(discarded.clone()));
    spawn_local(async move {
        let opened = Database::open().await;
        STORES.with(|stores| *stores.database.borrow_mut() = opened);
        storage::forget_others(member(live));
        for (number, entry) in numbered().await {
            if let Some(database) = database().filter(|_| entry.member != member(live)) {
                let _ = database.delete(number).await;
            }
        }
        for client_id in discarded {
            remove(client_id).await;
        }
        for entry in storage::entries() {
            settle_in(&entry).await;
        }
        begin(live).await;
    });
    set_timeout(
        move || {
            if !is_open() {
                spawn_local(begin(live));
            }
        },
        OPEN_LIMIT,
    );
}

/// Shows what is on its way, and sends it.
async fn begin(live: Live) {
    STORES.with(|stores| stores.is_open.set(true));
    show(live).await;
    flush(live);
}

/// Keeps a new message: when this returns, a crash no longer loses it.
pub(super) fn keep(live: Live, mut entry: OutboxEntry) {
    entry.position = outbox::next_position(&storage::entries());
    if !storage::keep_entry(&entry) {
        STORES.with(|stores| stores.memory.borrow_mut().push(entry.clone()));
    }
    spawn_local(async move {
        settle_in(&entry).await;
        tell();
        flush(live);
    });
}

/// Moves an entry to the database, if there is one.
async fn settle_in(entry: &OutboxEntry) {
    let Some((database, value)) = database().zip(entry.write()) else {
        return;
    };
    if let Some(number) = database.add(&value).await {
        STORES.with(|stores| {
            let mut numbers = stores.numbers.borrow_mut();
            numbers.push((entry.client_id.clone(), number));
        });
        drop_fallback(&entry.client_id);
        // Sent or discarded while it was on its way there.
        if is_settled(&entry.client_id) {
            let _ = database.delete(number).await;
        }
    }
}

fn drop_fallback(client_id: &ClientMessageId) {
    storage::remove(&outbox::key(client_id));
    STORES.with(|stores| {
        let mut memory = stores.memory.borrow_mut();
        memory.retain(|entry| entry.client_id != *client_id);
    });
}

/// All that the member has on the way, in the order in which it was written.
pub(super) async fn load(live: Live) -> Vec<OutboxEntry> {
    // Read on both sides of the wait, as an entry may move to the database meanwhile.
    let before = storage::entries();
    let numbered = numbered().await;
    let memory = STORES.with(|stores| stores.memory.borrow().clone());
    let entries = numbered
        .into_iter()
        .map(|(_, entry)| entry)
        .chain(before)
        .chain(storage::entries())
        .chain(memory);
    let mut found = outbox::of_member(member(live), entries);
    STORES.with(|stores| {
        let settled = stores.settled.borrow();
        found.retain(|entry| !settled.contains(&entry.client_id));
    });
    found
}

async fn numbered() -> Vec<(f64, OutboxEntry)> {
    let rows = match database() {
        Some(database) => database.all().await.unwrap_or_default(),
        None => Vec::new(),
    };
    let entries: Vec<_> = rows
        .into_iter()
        .filter_map(|(number, value)| Some((number, OutboxEntry::read(&value)?)))
        .collect();
    STORES.with(|stores| {
        let known = entries
            .iter()
            .map(|(at, entry)| (entry.client_id.clone(), *at));
        stores.numbers.replace(known.collect());
    });
    entries
}

/// The number of a message in the database: another tab may have put it there.
async fn number_of(client_id: &ClientMessageId) -> Option<f64> {
    let known = || {
        STORES.with(|stores| {
            let numbers = stores.numbers.borrow();
            let found = numbers.iter().find(|(id, _)| id == client_id);
            found.map(|(_, number)| *number)
        })
    };
    if known().is_none() {
        numbered().await;
    }
    known()
}

fn is_settled(client_id: &ClientMessageId) -> bool {
    STORES.with(|stores| stores.settled.borrow().contains(client_id))
}

/// Brings the log to what the outbox holds.
pub(super) async fn show(live: Live) {
    let entries = load(live).await;
    live.state.update(|state| {
        let here = state.room();
        let pending = entries.iter().filter(|entry| entry.room == here);
        state.set_pending(pending.map(OutboxEntry::pending).collect());
    });
}

/// The message is stored by the server, or given up.
pub(super) async fn remove(client_id: ClientMessageId) {
    STORES.with(|stores| stores.settled.borrow_mut().push(client_id.clone()));
    if let Some((database, number)) = database().zip(number_of(&client_id).await) {
        let _ = database.delete(number).await;
    }
    STORES.with(|stores| {
        let mut numbers = stores.numbers.borrow_mut();
        numbers.retain(|(id, _)| *id != client_id);
    });
    drop_fallback(&client_id);
    storage::remove(&outbox::discarded_key(&client_id));
    tell();
}

/// The server refused the message, or it is tried again: keeps that, for this tab and all others.
pub(super) async fn set_refused(live: Live, client_id: ClientMessageId, refused: Option<String>) {
    for (number, mut entry) in numbered().await {
        if let Some(database) = database().filter(|_| entry.client_id == client_id) {
            entry.refused.clone_from(&refused);
            // It may have been discarded since it was read, and would be there again.
            if let Some(value) = entry.write().filter(|_| !is_settled(&client_id)) {
                let _ = database.put(number, &value).await;
            }
        }
    }
    for mut entry in storage::entries() {
        if entry.client_id == client_id && !is_settled(&client_id) {
            entry.refused.clone_from(&refused);
            storage::keep_entry(&entry);
        }
    }
    STORES.with(|stores| {
        for entry in stores.memory.borrow_mut().iter_mut() {
            if entry.client_id == client_id {
                entry.refused.clone_from(&refused);
            }
        }
    });
    show(live).await;
    tell();
}

fn tell() {
    STORES.with(|stores| {
        if let Some(channel) = stores.channel.borrow().as_ref() {
            channel.tell();
        }
    });
}
