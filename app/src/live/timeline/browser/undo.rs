//! How long the reader can restore what they have deleted.

use std::time::Duration;

use js_sys::Date;
use leptos::{leptos_dom::helpers::set_timeout, prelude::*, task::spawn_local};
use protocol::{Seq, Timestamp, event::Cursor};

use super::super::Timeline;

/// Nobody can for longer.
const LONGEST_MS: i64 = 60_000;

impl Timeline {
    /// Asks for a message as the reader sees it.
    pub(super) fn look(self, seq: Seq) {
        let before = Seq::new(seq.get() - 1).unwrap_or_default();
        spawn_local(async move {
            let page = self.fetch(Cursor::After(before), 1).await;
            self.state.update(|state| {
                if let Some(page) = page {
                    state.refresh(&page);
                }
                state.looked(seq);
            });
            self.end_undo_in_time();
        });
    }

    /// Lets go of what can no longer be restored when its time is over.
    pub(super) fn end_undo_in_time(self) {
        let end = self.state.with_untracked(|state| state.undo_end());
        if self.undo_end.get_value() == end {
            return;
        }
        self.undo_end.set_value(end);
        let Some(until) = end else {
            return;
        };
        // What the server tells can be restored: if it seems otherwise, this device's clock is wrong.
        let left = until.millis().saturating_sub(Date::now() as i64);
        let left = if (0..=LONGEST_MS).contains(&left) {
            left
        } else {
            LONGEST_MS
        };
        let end = move || self.undo_ended(until);
        set_timeout(end, Duration::from_millis(left.unsigned_abs()));
    }

    fn undo_ended(self, until: Timestamp) {
        self.state.update(|state| state.end_undo(until));
        self.end_undo_in_time();
    }
}
