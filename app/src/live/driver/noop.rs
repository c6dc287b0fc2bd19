//! A page on the server stands still.

use protocol::{ClientMessageId, MessageBody};

use crate::live::Live;

pub(in crate::live) fn start(_live: Live) {}
pub(in crate::live) fn send(_live: Live, _body: MessageBody) {}
pub(in crate::live) fn retry(_live: Live, _client_id: &ClientMessageId) {}
pub(in crate::live) fn discard(_client_id: &ClientMessageId) {}
pub(in crate::live) fn rename(_live: Live, _name: &str) {}
pub(in crate::live) fn load_older(_live: Live) {}
pub(in crate::live) fn load_newer(_live: Live) {}
pub(in crate::live) fn load_latest(_live: Live) {}
pub(in crate::live) fn keep_draft(_live: Live, _text: &str) {}
pub(in crate::live) fn saved_draft(_live: Live) -> String {
    String::new()
}
