//! The outbox in the browser. A message is written to `localStorage` first, which is done at once,
//! and moves to IndexedDB from there; so at no moment a crash loses it. Where there is no
//! IndexedDB, or it does not answer, it stays in `localStorage`, and without that it lives as long
//! as the page.

use std::time::Duration;

use leptos::{leptos_dom::helpers::set_timeout, prelude::*, task::spawn_local};
use protocol::ClientMessageId;

use super::{database::Database, storage, tabs::Channel};
use crate::live::outbox::{
    Outbox,
    entry::{self, OutboxEntry},
    storage_keys,
};

/// How long IndexedDB may take to open. After that the page does without; what the database holds
/// is sent once it has opened after all.
const OPEN_LIMIT: Duration = Duration::from_secs(3);

pub(in crate::live::outbox) type Driver = StoredValue<Stores, LocalStorage>;

#[derive(Default)]
pub(in crate::live::outbox) struct Stores {
    database: Option<Database>,
    /// What no store has taken.
    memory: Vec<OutboxEntry>,
    /// What is not to be sent again by this page, even should a store not let go of it.
    settled: Vec<ClientMessageId>,
    /// Under which numbers the database has what this page has put there or read.
    numbers: Vec<(ClientMessageId, f64)>,
    channel: Option<Channel>,
    /// What an earlier page left has been found: nothing newer is sent before.
    pub(super) is_open: bool,
    /// One message is sent after the other.
    pub(super) is_flushing: bool,
    /// There may be something to send.
    pub(super) wants_flush: bool,
}

pub(in crate::live::outbox) fn driver() -> Driver {
    StoredValue::new_local(Stores::default())
}

impl Outbox {
    /// Opens the stores, deletes what other members left, takes over what an interrupted write left in
    /// `localStorage`, and shows what is on its way.
    pub(in crate::live) fn start(self) {
        self.delete_drafts_of_others();
        self.follow_drafts();
        let discarded = storage::discarded();
        self.driver.update_value(|stores| {
            stores.channel = Channel::open(move || {
                spawn_local(self.show());
                self.flush();
            });
            stores.settled.clone_from(&discarded);
        });
        spawn_local(async move {
            let opened = Database::open().await;
            self.driver.update_value(|stores| stores.database = opened);
            let member = self.timeline.reader();
            storage::delete_of_others(member);
            for (number, entry) in self.numbered().await {
                if let Some(database) = self.database().filter(|_| entry.member != member) {
                    let _ = database.delete(number).await;
                }
            }
            for client_id in discarded {
                self.remove(client_id).await;
            }
            for entry in storage::entries() {
                self.move_to_database(&entry).await;
            }
            self.begin().await;
        });
        set_timeout(
            move || {
                if !self.driver.with_value(|stores| stores.is_open) {
                    spawn_local(self.begin());
                }
            },
            OPEN_LIMIT,
        );
    }

    /// Shows what is on its way, and sends it.
    async fn begin(self) {
        self.driver.update_value(|stores| stores.is_open = true);
        self.show().await;
        self.flush();
    }

    fn database(self) -> Option<Database> {
        self.driver.with_value(|stores| stores.database.clone())
    }

    /// Stores a new message: when this returns, a crash no longer loses it.
    pub(super) fn store(self, mut entry: OutboxEntry) {
        entry.position = entry::next_position(&storage::entries());
        if !storage::save_entry(&entry) {
            self.driver
                .update_value(|stores| stores.memory.push(entry.clone()));
        }
        spawn_local(async move {
            self.move_to_database(&entry).await;
            self.publish();
            self.flush();
        });
    }

    /// Moves an entry to the database, if there is one.
    async fn move_to_database(self, entry: &OutboxEntry) {
        let Some((database, value)) = self.database().zip(entry.write()) else {
            return;
        };
        if let Some(number) = database.add(&value).await {
            self.driver
                .update_value(|stores| stores.numbers.push((entry.client_id.clone(), number)));
            self.delete_fallback(&entry.client_id);
            // Sent or discarded while it was on its way there.
            if self.is_settled(&entry.client_id) {
                let _ = database.delete(number).await;
            }
        }
    }

    fn delete_fallback(self, client_id: &ClientMessageId) {
        storage::remove(&storage_keys::entry(client_id));
        self.driver.update_value(|stores| {
            stores.memory.retain(|entry| entry.client_id != *client_id);
        });
    }

    /// All that the member has on the way, in the order in which it was written.
    pub(super) async fn load(self) -> Vec<OutboxEntry> {
        // Read on both sides of the wait, as an entry may move to the database meanwhile.
        let before = storage::entries();
        let numbered = self.numbered().await;
        let entries = numbered
            .into_iter()
            .map(|(_, entry)| entry)
            .chain(before)
            .chain(storage::entries())
            .chain(self.driver.with_value(|stores| stores.memory.clone()));
        let mut found = entry::of_member(self.timeline.reader(), entries);
        self.driver
            .with_value(|stores| found.retain(|entry| !stores.settled.contains(&entry.client_id)));
        found
    }

    async fn numbered(self) -> Vec<(f64, OutboxEntry)> {
        let rows = match self.database() {
            Some(database) => database.all().await.unwrap_or_default(),
            None => Vec::new(),
        };
        let entries: Vec<_> = rows
            .into_iter()
            .filter_map(|(number, value)| Some((number, OutboxEntry::read(&value)?)))
            .collect();
        let numbers = entries
            .iter()
            .map(|(number, entry)| (entry.client_id.clone(), *number))
            .collect();
        self.driver.update_value(|stores| stores.numbers = numbers);
        entries
    }

    /// The number of a message in the database: another tab may have put it there.
    async fn number_of(self, client_id: &ClientMessageId) -> Option<f64> {
        let known = || {
            self.driver.with_value(|stores| {
                let mut numbers = stores.numbers.iter();
                let found = numbers.find(|(id, _)| id == client_id);
                found.map(|(_, number)| *number)
            })
        };
        if known().is_none() {
            self.numbered().await;
        }
        known()
    }

    fn is_settled(self, client_id: &ClientMessageId) -> bool {
        self.driver
            .with_value(|stores| stores.settled.contains(client_id))
    }

    /// Shows in the list of messages what the outbox holds.
    async fn show(self) {
        let (entries, room) = (self.load().await, self.timeline.room());
        for timeline in self.timelines() {
            let part = timeline.part();
            let pending = entries.iter().filter(|entry| entry.is_in(room, part));
            timeline.set_pending(pending.map(OutboxEntry::pending).collect());
        }
    }

    /// The message is stored by the server, or discarded.
    pub(super) async fn remove(self, client_id: ClientMessageId) {
        self.driver
            .update_value(|stores| stores.settled.push(client_id.clone()));
        if let Some((database, number)) = self.database().zip(self.number_of(&client_id).await) {
            let _ = database.delete(number).await;
        }
        self.driver
            .update_value(|stores| stores.numbers.retain(|(id, _)| *id != client_id));
        self.delete_fallback(&client_id);
        storage::remove(&storage_keys::discarded(&client_id));
        self.publish();
    }

    /// The server refused the message, or it is tried again: stores that, for this tab and all others.
    pub(super) async fn set_refused(self, client_id: ClientMessageId, refused: Option<String>) {
        for (number, mut entry) in self.numbered().await {
            if let Some(database) = self.database().filter(|_| entry.client_id == client_id) {
                entry.set_refused(refused.as_deref());
                // It may have been discarded since it was read, and would be there again.
                if let Some(value) = entry.write().filter(|_| !self.is_settled(&client_id)) {
                    let _ = database.put(number, &value).await;
                }
            }
        }
        for mut entry in storage::entries() {
            if entry.client_id == client_id && !self.is_settled(&client_id) {
                entry.set_refused(refused.as_deref());
                storage::save_entry(&entry);
            }
        }
        self.driver.update_value(|stores| {
            for entry in &mut stores.memory {
                if entry.client_id == client_id {
                    entry.set_refused(refused.as_deref());
                }
            }
        });
        self.show().await;
        self.publish();
    }

    fn publish(self) {
        self.driver.with_value(|stores| {
            if let Some(channel) = &stores.channel {
                channel.publish();
            }
        });
    }
}
