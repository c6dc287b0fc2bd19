//! Drafts. Each tab has its own, in `sessionStorage`; the latest of all tabs is in `localStorage`, for
//! tabs that are opened later. An empty text is stored for the tab too: it has none, and takes none of
//! another.
//!
//! When the latest is sent or emptied, an empty text takes its place in `localStorage`, and stays
//! there: that tells the other tabs. What is removed is removed because the session has ended; were it
//! removed for another reason too, a tab that puts its own draft there in that moment would take it for
//! that, and lose it.

use leptos::{leptos_dom::helpers::window_event_listener, prelude::*};
use protocol::Quote;
use web_sys::Storage;

use super::storage::local;
use crate::{
    json,
    live::outbox::{Outbox, storage_keys},
};

fn of_tab() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

fn get(storage: Option<Storage>, key: &str) -> Option<String> {
    storage?.get_item(key).ok().flatten()
}

fn set(storage: Option<Storage>, key: &str, text: &str) {
    if let Some(storage) = storage {
        let _ = storage.set_item(key, text);
    }
}

fn remove(storage: Option<Storage>, key: &str) {
    if let Some(storage) = storage {
        let _ = storage.remove_item(key);
    }
}

impl Outbox {
    fn draft_key(self) -> String {
        let timeline = self.timeline;
        storage_keys::draft(timeline.reader(), timeline.room(), timeline.root())
    }

    /// Stores what the draft replies to, in this tab and for tabs that are opened later.
    pub(in crate::live::outbox) fn save_reply(self, reply: Option<&Quote>) {
        let key = storage_keys::reply(&self.draft_key());
        match reply.and_then(|reply| serde_json::to_string(reply).ok()) {
            Some(reply) => {
                set(of_tab(), &key, &reply);
                set(local(), &key, &reply);
            }
            None => {
                // The tab has none, and takes none of another.
                set(of_tab(), &key, "");
                remove(local(), &key);
            }
        }
    }

    pub(in crate::live::outbox) fn saved_reply(self) -> Option<Quote> {
        let key = storage_keys::reply(&self.draft_key());
        json::read(&get(of_tab(), &key).or_else(|| get(local(), &key))?)
    }

    pub(in crate::live::outbox) fn save_draft(self, text: &str) {
        if text.is_empty() {
            self.delete_draft();
        } else {
            let key = self.draft_key();
            set(of_tab(), &key, text);
            set(local(), &key, text);
        }
    }

    /// The draft was sent or emptied. The latest of all tabs goes too, if it is this one.
    pub(in crate::live::outbox) fn delete_draft(self) {
        let key = self.draft_key();
        let is_latest =
            get(local(), &key).is_some_and(|latest| latest == *self.draft.read_untracked());
        if is_latest {
            set(local(), &key, "");
        }
        set(of_tab(), &key, "");
    }

    pub(in crate::live::outbox) fn saved_draft(self) -> Option<String> {
        let key = self.draft_key();
        get(of_tab(), &key).or_else(|| get(local(), &key))
    }

    /// Follows what other tabs of this room do. A draft that one of them has sent goes here too if it
    /// is the same: it came from there, and would be sent twice. Another one is the latest then.
    pub(in crate::live) fn follow_drafts(self) {
        window_event_listener(leptos::ev::storage, move |event| {
            let key = self.draft_key();
            if event.key().as_ref() != Some(&key) {
                return;
            }
            let draft = self.draft.get_untracked();
            match (event.old_value(), event.new_value()) {
                (Some(old), Some(new)) if new.is_empty() && old == draft => {
                    set(of_tab(), &key, "");
                    self.draft.set(String::new());
                }
                (_, Some(new)) if new.is_empty() && !draft.is_empty() => {
                    set(local(), &key, &draft);
                }
                (Some(old), None) if !old.is_empty() => remove(of_tab(), &key),
                _ => {}
            }
        });
    }

    /// As those of `localStorage`, drafts of other members are for nobody else's eyes.
    pub(super) fn delete_drafts_of_others(self) {
        let Some(storage) = of_tab() else {
            return;
        };
        let length = storage.length().unwrap_or(0);
        let keys: Vec<_> = (0..length)
            .filter_map(|at| storage.key(at).ok().flatten())
            .collect();
        for key in keys {
            if !storage_keys::may_store(self.timeline.reader(), &key, "") {
                let _ = storage.remove_item(&key);
            }
        }
    }
}
