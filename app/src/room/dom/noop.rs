//! On the server no event ever happens and no effect runs.

use leptos::ev;

use crate::live::{outbox::Outbox, timeline::Timeline};

pub(in crate::room) fn mark_live() {}
pub(in crate::room) fn set_title(_title: &str) {}
pub(in crate::room) fn scroll_to_end() {}
pub(in crate::room) fn scrolled<E>(_log: &E, _timeline: Timeline) {}
pub(in crate::room) fn came_to_life<E>(_log: &E, _timeline: Timeline) {}
pub(in crate::room) fn rows_changed<E>(_log: &E, _timeline: Timeline) {}
pub(in crate::room) fn log_key(_event: &ev::KeyboardEvent) {}
pub(in crate::room) fn restore_draft<E>(_area: &E, _outbox: Outbox) {}
pub(in crate::room) fn sends(_event: &ev::KeyboardEvent) -> bool {
    false
}
