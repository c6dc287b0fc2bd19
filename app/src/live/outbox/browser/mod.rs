//! Where a browser stores what is unsent, and how it sends it.

mod database;
mod drafts;
mod flush;
mod storage;
mod stores;
mod tabs;

use leptos::{prelude::*, task::spawn_local};
use protocol::{ClientMessageId, MessageBody, NotTold};

use super::{
    Outbox,
    entry::{OutboxEntry, Target},
};
pub(super) use stores::{Driver, driver};

impl Outbox {
    /// Stored in the browser before anything else, so that a crash in the next moment loses nothing.
    pub(super) fn enqueue(self, body: MessageBody, target: Target) {
        let entry = OutboxEntry {
            client_id: storage::new_client_id(),
            member: self.timeline.reader(),
            room: self.timeline.room(),
            body,
            target,
            written_at: storage::now_ms(),
            refused: None,
            confirmed: false,
            position: 0,
        };
        self.timeline.add_pending(entry.pending());
        if let Some(other) = self
            .other
            .filter(|other| entry.is_in(entry.room, other.part()))
        {
            other.show_pending(entry.pending());
        }
        self.store(entry);
    }

    /// A message was sent that mentions these in vain.
    fn show_not_told(self, entry: &OutboxEntry, not_told: Vec<NotTold>) {
        let is_same = self.not_told.with_untracked(|shown| shown.1 == not_told);
        if entry.room == self.timeline.room() && !(is_same && not_told.is_empty()) {
            self.not_told.set((entry.target.thread, not_told));
        }
    }

    /// A refused message is sent again, under the same id, because its author wants it.
    pub fn retry(self, client_id: &str) {
        let Ok(client_id) = ClientMessageId::parse(client_id) else {
            return;
        };
        for timeline in self.timelines() {
            timeline.mark_sending(&client_id);
        }
        spawn_local(async move {
            self.set_refused(client_id, None).await;
            self.flush();
        });
    }

    /// Discards a refused message.
    pub fn discard(self, client_id: &str) {
        let Ok(client_id) = ClientMessageId::parse(client_id) else {
            return;
        };
        for timeline in self.timelines() {
            timeline.remove_pending(&client_id);
        }
        storage::discard(&client_id);
        spawn_local(self.remove(client_id));
    }
}
