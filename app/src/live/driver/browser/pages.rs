//! Loads parts of the room: what was missed, older and newer pages, the latest.

use leptos::{prelude::*, task::spawn_local};
use protocol::{
    RoomHead, Seq,
    event::{Cursor, HistoryPage, HistoryRequest, ResumeRequest},
    limits::{DEFAULT_HISTORY, MAX_HISTORY},
};

use super::{PAGE, chat, events, follow};
use crate::live::Live;

/// Asks for what came after our last message.
pub(super) fn resume(live: Live, have: Seq) {
    spawn_local(async move {
        let room = live.state.with_untracked(|state| state.room());
        let head = RoomHead { room, seq: have };
        let Ok(reply) = chat::ask(ResumeRequest { rooms: vec![head] }).await else {
            // The next welcome or comparison of heads asks again.
            return;
        };
        for one in reply.rooms {
            let next = live
                .state
                .try_update(|state| state.missed(one.head, one.missed));
            if let Some(next) = next {
                follow(live, next);
            }
        }
    });
}

pub(in crate::live) fn load_older(live: Live) {
    if let Some(first) = live.state.with_untracked(|state| state.first()) {
        page(live, Cursor::Before(first), |live, page| {
            live.state.update(|state| state.older(page));
        });
    }
}

pub(in crate::live) fn load_newer(live: Live) {
    let last = live.state.with_untracked(|state| state.last());
    page(live, Cursor::After(last), |live, page| {
        live.state.update(|state| state.newer(page));
    });
}

/// Never skipped: the reader waits for it. What was posted while it was on its way is noticed
/// by comparing heads.
pub(in crate::live) fn load_latest(live: Live) {
    spawn_local(async move {
        if let Some(page) = fetch(live, Cursor::Latest, DEFAULT_HISTORY).await {
            live.state.update(|state| state.latest(page));
            events::compare_heads(live);
        }
    });
}

/// One at a time: scrolling asks again and again.
fn page(live: Live, at: Cursor, apply: impl FnOnce(Live, HistoryPage) + 'static) {
    if PAGE.with(|page| page.is_paging.replace(true)) {
        return;
    }
    spawn_local(async move {
        if let Some(page) = fetch(live, at, DEFAULT_HISTORY).await {
            apply(live, page);
        }
        PAGE.with(|page| page.is_paging.set(false));
    });
}

/// Takes the names that were changed while nothing was heard: what is on show is asked for again.
pub(super) fn refresh_names(live: Live) {
    spawn_local(async move {
        let (first, last) = live
            .state
            .with_untracked(|state| (state.first(), state.last()));
        let mut have = first.and_then(|first| Seq::new(first.get() - 1));
        while let Some(after) = have.filter(|have| *have < last) {
            let Some(page) = fetch(live, Cursor::After(after), MAX_HISTORY).await else {
                return;
            };
            have = page.messages.last().map(|message| message.seq);
            live.state.update(|state| state.rename_authors(&page));
        }
    });
}

async fn fetch(live: Live, at: Cursor, limit: u32) -> Option<HistoryPage> {
    let request = HistoryRequest {
        room: live.state.with_untracked(|state| state.room()),
        at,
        limit,
    };
    chat::ask(request).await.ok()
}
