//! Events that the application has not taken yet. A server may send faster than an application
//! takes, so their size is counted, and while they are too many nothing more is read.

use std::collections::VecDeque;

use super::Event;

/// What an event takes besides the bytes that came for it.
const OVERHEAD: usize = 128;

pub(super) struct Inbox {
    events: VecDeque<(Event, usize)>,
    bytes: usize,
    limit: usize,
    is_open: bool,
}

impl Inbox {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            events: VecDeque::new(),
            bytes: 0,
            limit,
            is_open: true,
        }
    }

    pub(super) fn has_room(&self) -> bool {
        self.bytes < self.limit
    }

    pub(super) fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// Keeps an event for which so many bytes came.
    pub(super) fn push(&mut self, event: Event, bytes: usize) {
        if self.is_open {
            let size = bytes.saturating_add(OVERHEAD);
            self.bytes = self.bytes.saturating_add(size);
            self.events.push_back((event, size));
        }
    }

    pub(super) fn pop(&mut self) -> Option<Event> {
        let (event, size) = self.events.pop_front()?;
        self.bytes -= size;
        Some(event)
    }

    /// Nobody listens any more.
    pub(super) fn shut(&mut self) {
        self.is_open = false;
        self.events.clear();
        self.bytes = 0;
    }
}
