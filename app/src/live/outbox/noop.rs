//! On the server nothing is written.

use protocol::{MessageBody, Quote};

use super::{Outbox, entry::Target};

#[derive(Clone, Copy)]
pub(super) struct Driver;

pub(super) fn driver() -> Driver {
    Driver
}

impl Outbox {
    pub(super) fn enqueue(self, _body: MessageBody, _target: Target) {}
    pub(super) fn save_reply(self, _reply: Option<&Quote>) {}
    pub(super) fn saved_reply(self) -> Option<Quote> {
        None
    }
    pub(super) fn save_draft(self, _text: &str) {}
    pub(super) fn delete_draft(self) {}
    pub(super) fn saved_draft(self) -> Option<String> {
        None
    }

    /// Tries a refused message again, in a browser.
    pub fn retry(self, _client_id: &str) {}

    /// Discards a refused message, in a browser.
    pub fn discard(self, _client_id: &str) {}
}
