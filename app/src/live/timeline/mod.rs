//! The messages of the room on show. What each event makes of them is decided in [`state`], and how
//! they are grouped in [`rows`]; both are pure. This handle holds the state and where the reader is in
//! it; in the browser it also asks the server for what is missing.

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(not(feature = "hydrate"))]
mod noop;
pub mod rows;
pub mod state;
pub mod tracked;

use leptos::prelude::*;
use protocol::{Member, MessageId, Quote, Seq, Timestamp};

use super::{connection::Connection, rooms::Rooms};
use crate::text::clock::Zone;
use state::TimelineState;
use tracked::TrackedRows;

/// A handle that is cheap to copy.
#[derive(Clone, Copy)]
#[cfg_attr(
    not(feature = "hydrate"),
    expect(dead_code, reason = "no event reaches a page on the server")
)]
pub struct Timeline {
    connection: Connection,
    rooms: Rooms,
    /// The root of the thread that it shows; the room's log is shown if it is none.
    root: Option<MessageId>,
    state: RwSignal<TimelineState>,
    rows: Memo<TrackedRows>,
    zone: RwSignal<Zone>,
    /// Messages that came while older ones were read.
    unseen: RwSignal<u32>,
    at_end: RwSignal<bool>,
    /// One page of history is loaded after the other.
    is_loading: StoredValue<bool>,
    /// When the reader can no longer restore the first of what they have deleted, as it is waited for.
    undo_end: StoredValue<Option<Timestamp>>,
    /// Why what the reader last did with a message failed.
    problem: RwSignal<Option<String>>,
    view: StoredValue<MessageListView>,
}

/// What the list of messages does when a message comes.
#[derive(Clone, Copy)]
pub struct MessageListView {
    /// Called before a message is added, as the list may have been scrolled without having reported it
    /// yet.
    pub measure_scroll: fn(Timeline),
    /// Tells a screen reader of a new message.
    pub announce: fn(&Member, &str),
}

impl Timeline {
    pub(super) fn new(
        state: TimelineState,
        at_end: bool,
        connection: Connection,
        rooms: Rooms,
    ) -> Self {
        let root = state.root();
        let state = RwSignal::new(state);
        let zone = RwSignal::new(Zone::Utc);
        Self {
            connection,
            rooms,
            state,
            rows: Memo::new(move |before| {
                let rows = state.with(|state| rows::rows(state, zone.get()));
                TrackedRows::follow(before, rows)
            }),
            zone,
            unseen: RwSignal::new(0),
            at_end: RwSignal::new(at_end),
            root,
            is_loading: StoredValue::new(false),
            undo_end: StoredValue::new(None),
            problem: RwSignal::new(None),
            view: StoredValue::new(MessageListView {
                measure_scroll: |_| {},
                announce: |_, _| {},
            }),
        }
    }

    /// The root of the thread that it shows, if it shows one.
    pub fn root(self) -> Option<MessageId> {
        self.root
    }

    /// The id of its list on the page.
    pub fn log_id(self) -> &'static str {
        if self.root.is_some() {
            "thread-log"
        } else {
            "log"
        }
    }

    /// The id of the box to write in.
    pub fn composer_id(self) -> &'static str {
        if self.root.is_some() {
            "thread-text"
        } else {
            "composer-text"
        }
    }

    pub fn rows(self) -> Memo<TrackedRows> {
        self.rows
    }

    /// The reader, as they are named now.
    pub fn me(self) -> Memo<Member> {
        Memo::new(move |_| self.state.with(|state| state.me().clone()))
    }

    /// Whose time is shown.
    pub fn zone(self) -> ReadSignal<Zone> {
        self.zone.read_only()
    }

    /// How many messages came while older ones were read.
    pub fn unseen(self) -> ReadSignal<u32> {
        self.unseen.read_only()
    }

    /// `seq` of the first message, if there are older ones.
    pub fn older_than(self) -> Memo<Option<u64>> {
        Memo::new(move |_| {
            self.state.with(|state| {
                let first = state.first().filter(|_| state.has_older());
                first.map(|seq| seq.get())
            })
        })
    }

    /// Whether there are messages after those that are shown.
    pub fn has_newer(self) -> Memo<bool> {
        Memo::new(move |_| self.state.with(TimelineState::has_newer))
    }

    /// Whether the reader follows the end of the room.
    pub fn at_end(self) -> ReadSignal<bool> {
        self.at_end.read_only()
    }

    /// The reader scrolled to the end, or away from it.
    pub fn set_at_end(self, at_end: bool) {
        if self.at_end.get_untracked() != at_end {
            self.at_end.set(at_end);
        }
        if at_end
            && self.unseen.get_untracked() > 0
            && !self.state.with_untracked(TimelineState::has_newer)
        {
            self.unseen.set(0);
        }
    }

    /// The reader wants to edit a message of theirs.
    pub fn edit(self, seq: Seq) {
        self.state.update(|state| state.edit(seq));
    }

    /// The same with their last one. Whether there is one.
    pub fn edit_last_own(self) -> bool {
        let edit = TimelineState::edit_last_own;
        self.state.try_update(edit).unwrap_or_default()
    }

    /// The quote of a message that is shown.
    pub fn quote(self, seq: Seq) -> Option<Quote> {
        self.state.with_untracked(|state| state.quote(seq))
    }

    pub fn stop_editing(self) {
        self.state.update(TimelineState::stop_editing);
    }

    /// Why what the reader last did with a message failed.
    pub fn problem(self) -> ReadSignal<Option<String>> {
        self.problem.read_only()
    }

    pub fn set_view(self, view: MessageListView) {
        self.view.set_value(view);
    }

    /// Shows the end of the room.
    pub fn jump_to_latest(self) {
        self.at_end.set(true);
        self.unseen.set(0);
        if self.state.with_untracked(TimelineState::has_newer) {
            self.load_latest();
        }
    }
}
