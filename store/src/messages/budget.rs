//! How much an answer may hold. A limit on the number of messages is not enough: a hundred messages
//! may have twenty kilobytes or four megabytes.

use protocol::{Message, limits::MAX_ANSWER_BYTES};

/// Bytes of an answer that are reserved for everything but messages.
const AROUND: usize = 4 * 1024;

/// Bytes of messages on one HTML page.
const PAGE_BYTES: usize = 256 * 1024;

/// Lower bound of a message's bytes in JSON, besides its text.
pub(super) const LEAST_AROUND: i64 = 200;

/// How many bytes of messages an answer may still contain. A new budget is large enough for one
/// message of any length.
#[derive(Debug)]
pub struct Budget {
    left: usize,
    has_messages: bool,
}

impl Budget {
    /// For an answer to an event: [`MAX_ANSWER_BYTES`] in total.
    pub const fn answer() -> Self {
        Self::of(MAX_ANSWER_BYTES - AROUND)
    }

    /// For an HTML page.
    pub const fn page() -> Self {
        Self::of(PAGE_BYTES)
    }

    const fn of(left: usize) -> Self {
        Self {
            left,
            has_messages: false,
        }
    }

    /// What may be left, for statements.
    pub(super) fn bytes(&self) -> i64 {
        i64::try_from(self.left).unwrap_or(i64::MAX)
    }

    /// Whether something was taken, so that a new budget would have more room.
    pub(super) const fn has_messages(&self) -> bool {
        self.has_messages
    }

    /// Takes the room for these messages if enough is left. Whether it was.
    pub(super) fn take(&mut self, messages: &[Message]) -> bool {
        let bytes = messages.iter().map(Message::max_json_bytes).sum();
        let Some(left) = self.left.checked_sub(bytes) else {
            return false;
        };
        self.left = left;
        self.has_messages |= !messages.is_empty();
        true
    }

    /// The first of these messages, as many as there is room for.
    pub(super) fn fitting(mut self, mut messages: Vec<Message>) -> Vec<Message> {
        let fits = |one: &&Message| self.take(std::slice::from_ref(*one));
        let count = messages.iter().take_while(fits).count();
        messages.truncate(count);
        messages
    }

    /// Takes bytes that are written in any case.
    pub(super) fn reserve(&mut self, bytes: usize) {
        self.left = self.left.saturating_sub(bytes);
    }
}
