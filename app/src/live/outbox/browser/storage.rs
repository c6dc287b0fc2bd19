//! What the browser stores in `localStorage`, which is written at once and outlives the tab: drafts,
//! and messages until the database has them. Where it is full or forbidden, the app works without.

use js_sys::{Date, Uint8Array};
use leptos::prelude::window;
use protocol::{ClientMessageId, MemberId};
use wasm_bindgen::JsCast;
use web_sys::Storage;

use crate::live::outbox::{
    entry::{self, OutboxEntry},
    storage_keys,
};

pub(super) fn local() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Whether it is written.
fn set(key: &str, value: &str) -> bool {
    local().is_some_and(|storage| storage.set_item(key, value).is_ok())
}

pub(super) fn remove(key: &str) {
    if let Some(storage) = local() {
        let _ = storage.remove_item(key);
    }
}

/// Stores a message on its way; false if it could not.
pub(super) fn save_entry(entry: &OutboxEntry) -> bool {
    entry
        .write()
        .is_some_and(|value| set(&storage_keys::entry(&entry.client_id), &value))
}

/// Says that a message was discarded, at once: deleting it from the database takes a moment, in which
/// the page may be gone.
pub(super) fn discard(client_id: &ClientMessageId) {
    set(&storage_keys::discarded(client_id), "");
}

/// What was discarded and is still in the database.
pub(super) fn discarded() -> Vec<ClientMessageId> {
    let keys = all().into_iter().map(|(key, _)| key);
    keys.filter_map(|key| storage_keys::discarded_id(&key))
        .collect()
}

/// What is here of the outbox.
pub(super) fn entries() -> Vec<OutboxEntry> {
    entry::read_keyed(all().into_iter())
}

fn all() -> Vec<(String, String)> {
    let Some(storage) = local() else {
        return Vec::new();
    };
    let all = (0..storage.length().unwrap_or(0)).filter_map(|at| {
        let key = storage.key(at).ok().flatten()?;
        let value = storage.get_item(&key).ok().flatten()?;
        Some((key, value))
    });
    all.collect()
}

/// Deletes what other members left: it is for nobody else's eyes. `public/local_data.js` does so at the end
/// of a session, where there is a page to do it.
pub(super) fn delete_of_others(member: MemberId) {
    for (key, value) in all() {
        if !storage_keys::may_store(member, &key, &value) {
            remove(&key);
        }
    }
}

#[allow(clippy::cast_possible_truncation)]
pub(super) fn now_ms() -> i64 {
    Date::now() as i64
}

/// 128 random bits in hex. (`crypto.randomUUID` is for https only.)
pub(super) fn new_client_id() -> ClientMessageId {
    let bytes = Uint8Array::new_with_length(16);
    if let Ok(crypto) = window().crypto() {
        let _ = crypto.get_random_values_with_array_buffer_view(bytes.unchecked_ref());
    }
    let mut bits = [0; 16];
    bytes.copy_to(&mut bits);
    ClientMessageId::from(uuid::Uuid::from_bytes(bits))
}
