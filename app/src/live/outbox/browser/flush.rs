//! Sends what is in the outbox: one message after the other, so that order holds also when one of
//! them has to wait; and one tab after the other, so that it holds among tabs.

use std::time::Duration;

use leptos::{leptos_dom::helpers::set_timeout, prelude::*, task::spawn_local};
use protocol::{ClientMessageId, Message, MessageContent, event::SendRequest};

use super::tabs;
use crate::live::{
    connection::RequestError,
    outbox::{Outbox, entry::OutboxEntry, refusal},
};

/// What to do after a message.
enum Then {
    GoOn,
    /// The server refuses it.
    Leave(ClientMessageId),
    /// Until the server welcomes us again.
    Stop,
}

impl Outbox {
    /// Sends all that is stored here, whichever tab wrote it, as soon as possible.
    pub(in crate::live) fn flush(self) {
        let mut may_start = false;
        self.driver.update_value(|stores| {
            stores.wants_flush = true;
            may_start = stores.is_open && !stores.is_flushing && self.connection.is_welcome();
            stores.is_flushing |= may_start;
        });
        if !may_start {
            return;
        }
        spawn_local(async move {
            while self.connection.is_welcome() && self.takes_flush() {
                let _turn = tabs::turn().await;
                self.send_all().await;
            }
            self.driver
                .update_value(|stores| stores.is_flushing = false);
        });
    }

    fn takes_flush(self) -> bool {
        let mut wants_flush = false;
        self.driver
            .update_value(|stores| wants_flush = std::mem::take(&mut stores.wants_flush));
        wants_flush
    }

    /// Reads the outbox anew after each message, as other tabs write and send too.
    async fn send_all(self) {
        let mut left = Vec::new();
        loop {
            let entries = self.load().await;
            let next = entries
                .into_iter()
                .find(|entry| entry.refused.is_none() && !left.contains(&entry.client_id));
            let Some(entry) = next else {
                return;
            };
            match self.send_one(entry).await {
                Then::GoOn => {}
                Then::Leave(client_id) => left.push(client_id),
                Then::Stop => return,
            }
        }
    }

    async fn send_one(self, entry: OutboxEntry) -> Then {
        let request = SendRequest {
            room: entry.room,
            client_id: entry.client_id.clone(),
            body: entry.body.clone(),
            reply_to: entry.target.reply.as_ref().map(|quote| quote.message),
            thread: entry.target.thread,
            in_room: entry.target.in_room,
            confirmed: entry.confirmed,
        };
        match self.connection.ask(request).await {
            Ok(sent) => {
                self.show_not_told(&entry, sent.not_told);
                let message = Message {
                    id: sent.id,
                    room: entry.room,
                    seq: sent.seq,
                    rev: sent.rev,
                    author: self.timeline.author(),
                    client_id: entry.client_id.clone(),
                    content: MessageContent::Text(entry.body),
                    html: sent.html,
                    mentions: sent.mentions,
                    sent_at: sent.sent_at,
                    edited_at: None,
                    reply: sent.reply,
                    thread: sent.thread,
                    replies: None,
                    reactions: Vec::new(),
                    undo_until: None,
                    pinned: false,
                };
                for timeline in self.timelines() {
                    timeline.message_sent(message.clone(), sent.repeated);
                }
                self.remove(entry.client_id).await;
                Then::GoOn
            }
            Err(RequestError::Refused(error)) if refusal::is_passing(&error) => {
                wait(refusal::wait_ms(&error)).await;
                Then::GoOn
            }
            Err(RequestError::Refused(error)) => {
                let reason = refusal::reason(&error);
                for timeline in self.timelines() {
                    timeline.mark_failed(&entry.client_id, reason.clone());
                }
                self.set_refused(entry.client_id.clone(), Some(reason))
                    .await;
                Then::Leave(entry.client_id)
            }
            Err(RequestError::Unreachable) if self.connection.is_welcome() => Then::GoOn,
            Err(RequestError::Unreachable) => Then::Stop,
        }
    }
}

/// Waits, at least `ms` milliseconds.
async fn wait(ms: u64) {
    let (done, rung) = futures_channel::oneshot::channel();
    set_timeout(
        move || {
            let _ = done.send(());
        },
        Duration::from_millis(ms),
    );
    let _ = rung.await;
}
