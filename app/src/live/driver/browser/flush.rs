//! Sends what is in the outbox: one message after the other, so that order holds also when one of
//! them has to wait.

use std::time::Duration;

use leptos::{leptos_dom::helpers::set_timeout, prelude::*, task::spawn_local};
use protocol::{Message, event::SendRequest};

use super::{PAGE, chat, follow, storage};
use crate::live::{
    Live, outbox, reasons,
    room_state::{Fate, Pending},
};

/// What to do after a message.
enum Then {
    GoOn,
    /// Until the server welcomes us again.
    Stop,
}

pub(in crate::live) fn flush(live: Live) {
    let may_start = PAGE.with(|page| page.is_welcome.get() && !page.is_flushing.replace(true));
    if !may_start {
        return;
    }
    spawn_local(async move {
        while let Some(pending) = first(live) {
            if matches!(send(live, pending).await, Then::Stop) {
                break;
            }
        }
        PAGE.with(|page| page.is_flushing.set(false));
    });
}

fn first(live: Live) -> Option<Pending> {
    live.state.with_untracked(|state| {
        let mut pending = state.pending().iter();
        pending.find(|one| one.fate == Fate::Sending).cloned()
    })
}

async fn send(live: Live, pending: Pending) -> Then {
    let key = outbox::key(&pending.client_id);
    let room = live.state.with_untracked(|state| state.room());
    let request = SendRequest {
        room,
        client_id: pending.client_id.clone(),
        body: pending.body.clone(),
    };
    match chat::ask(request).await {
        Ok(sent) => {
            storage::remove(&key);
            let next = live.state.try_update(|state| {
                let next = state.posted(Message {
                    id: sent.id,
                    room,
                    seq: sent.seq,
                    author: state.me().clone(),
                    client_id: pending.client_id.clone(),
                    body: pending.body.clone(),
                    sent_at: sent.sent_at,
                });
                state.forget(&pending.client_id);
                next
            });
            if let Some(next) = next {
                follow(live, next);
            }
            Then::GoOn
        }
        Err(chat::Failure::Refused(error)) if reasons::is_passing(&error) => {
            wait(reasons::wait_ms(&error)).await;
            Then::GoOn
        }
        Err(chat::Failure::Refused(error)) => {
            live.state
                .update(|state| state.failed(&pending.client_id, reasons::reason(&error)));
            super::keep(live, &pending.client_id);
            Then::GoOn
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
