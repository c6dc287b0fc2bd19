//! Loads parts of the room: what was missed, older and newer pages, the latest.

use leptos::{prelude::*, task::spawn_local};
use protocol::{
    Seq,
    event::{Cursor, HistoryPage, HistoryRequest, ResumeRequest},
    limits::{DEFAULT_HISTORY, MAX_HISTORY},
};

use super::{PAGE, chat, events, follow};
use crate::live::{
    Live,
    timeline::{Next, Timeline},
};

/// Asks for what changed since.
pub(super) fn resume(live: Live) {
    spawn_local(async move {
        let (timeline, held) = live
            .state
            .with_untracked(|state| (state.timeline(), state.held()));
        let request = ResumeRequest {
            timeline: Some(timeline),
            rooms: vec![held],
        };
        let Ok(reply) = chat::ask(request).await else {
            // The next welcome or comparison of heads asks again.
            return;
        };
        for one in reply.rooms {
            let next = live.state.try_update(|state| state.missed(held, one));
            if let Some(next) = next {
                follow(live, next);
            }
        }
    });
}

pub(in crate::live) fn load_older(live: Live) {
    if let Some(first) = live.state.with_untracked(|state| state.first()) {
        page(live, Cursor::Before(first), Timeline::older);
    }
}

pub(in crate::live) fn load_newer(live: Live) {
    let last = live.state.with_untracked(|state| state.last());
    page(live, Cursor::After(last), Timeline::newer);
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
fn page(live: Live, at: Cursor, apply: fn(&mut Timeline, HistoryPage) -> Next) {
    if PAGE.with(|page| page.is_paging.replace(true)) {
        return;
    }
    spawn_local(async move {
        if let Some(page) = fetch(live, at, DEFAULT_HISTORY).await
            && let Some(next) = live.state.try_update(|state| apply(state, page))
        {
            follow(live, next);
        }
        PAGE.with(|page| page.is_paging.set(false));
    });
}

/// What is on show is asked for again: names may have changed while nothing was heard.
pub(super) fn refresh(live: Live) {
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
            live.state.update(|state| state.refresh(&page));
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
