//! Sends what is in the outbox: one message after the other, so that order holds also when one of
//! them has to wait; and one tab after the other, so that it holds among tabs.

use std::time::Duration;

use leptos::{leptos_dom::helpers::set_timeout, prelude::*, task::spawn_local};
use protocol::{ClientMessageId, Message, MessageContent, event::SendRequest};

use super::{PAGE, chat, follow, outbox, tabs};
use crate::live::{Live, outbox::OutboxEntry, reasons};

/// What to do after a message.
enum Then {
    GoOn,
    /// The server refuses it.
    Leave(ClientMessageId),
    /// Until the server welcomes us again.
    Stop,
}

/// Sends all that is kept, whichever tab wrote it, as soon as may be.
pub(super) fn flush(live: Live) {
    let may_start = PAGE.with(|page| {
        page.wants_flush.set(true);
        page.is_welcome.get() && outbox::is_open() && !page.is_flushing.replace(true)
    });
    if !may_start {
        return;
    }
    spawn_local(async move {
        while PAGE.with(|page| page.is_welcome.get() && page.wants_flush.replace(false)) {
            let _turn = tabs::turn().await;
            send_all(live).await;
        }
        PAGE.with(|page| page.is_flushing.set(false));
    });
}

/// Looks anew after each message, as other tabs write and send too.
async fn send_all(live: Live) {
    let mut left = Vec::new();
    loop {
        let entries = outbox::load(live).await;
        let next = entries
            .into_iter()
            .find(|entry| entry.refused.is_none() && !left.contains(&entry.client_id));
        let Some(entry) = next else {
            return;
        };
        match send(live, entry).await {
            Then::GoOn => {}
            Then::Leave(client_id) => left.push(client_id),
            Then::Stop => return,
        }
    }
}

async fn send(live: Live, entry: OutboxEntry) -> Then {
    let request = SendRequest {
        room: entry.room,
        client_id: entry.client_id.clone(),
        body: entry.body.clone(),
    };
    match chat::ask(request).await {
        Ok(sent) => {
            let next = live.state.try_update(|state| {
                let message = Message {
                    id: sent.id,
                    room: entry.room,
                    seq: sent.seq,
                    rev: sent.rev,
                    author: state.me().clone(),
                    client_id: entry.client_id.clone(),
                    content: MessageContent::Text(entry.body),
                    sent_at: sent.sent_at,
                    edited_at: None,
                };
                let next = state.sent(message, sent.repeated);
                state.forget(&entry.client_id);
                next
            });
            if let Some(next) = next {
                follow(live, next);
            }
            outbox::remove(entry.client_id).await;
            Then::GoOn
        }
        Err(chat::Failure::Refused(error)) if reasons::is_passing(&error) => {
            wait(reasons::wait_ms(&error)).await;
            Then::GoOn
        }
        Err(chat::Failure::Refused(error)) => {
            let reason = reasons::reason(&error);
            live.state
                .update(|state| state.failed(&entry.client_id, reason.clone()));
            outbox::set_refused(live, entry.client_id.clone(), Some(reason)).await;
            Then::Leave(entry.client_id)
        }
        Err(chat::Failure::Unreachable) => {
            let is_welcome = PAGE.with(|page| page.is_welcome.get());
            if is_welcome { Then::GoOn } else { Then::Stop }
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
