//! What the browser keeps: the outbox and drafts in `localStorage`, which is written at once and
//! outlives the tab. Where it is full or forbidden, the app works without.

use js_sys::{Date, Uint8Array};
use leptos::prelude::window;
use protocol::{ClientMessageId, Room, RoomId};
use wasm_bindgen::JsCast;
use web_sys::Storage;

use crate::live::{outbox as kept, room_state::Pending};

fn local() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

fn set(key: &str, value: &str) {
    if let Some(storage) = local() {
        let _ = storage.set_item(key, value);
    }
}

pub(super) fn remove(key: &str) {
    if let Some(storage) = local() {
        let _ = storage.remove_item(key);
    }
}

/// Keeps a message on its way.
pub(super) fn keep(room: RoomId, pending: &Pending) {
    if let Some(entry) = kept::entry(room, pending) {
        set(&kept::key(&pending.client_id), &entry);
    }
}

pub(super) fn outbox(room: RoomId) -> Vec<Pending> {
    let Some(storage) = local() else {
        return Vec::new();
    };
    let entries = (0..storage.length().unwrap_or(0)).filter_map(|at| {
        let key = storage.key(at).ok().flatten()?;
        let value = storage.get_item(&key).ok().flatten()?;
        Some((key, value))
    });
    kept::restore(room, entries)
}

fn draft_key(room: &Room) -> String {
    format!("natter.draft.{}", room.id)
}

pub(super) fn keep_draft(room: &Room, text: &str) {
    if text.is_empty() {
        remove(&draft_key(room));
    } else {
        set(&draft_key(room), text);
    }
}

pub(super) fn draft(room: &Room) -> String {
    local()
        .and_then(|storage| storage.get_item(&draft_key(room)).ok().flatten())
        .unwrap_or_default()
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
