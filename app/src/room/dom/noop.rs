//! On the server no event ever happens and no effect runs.

use leptos::ev;

use crate::live::{Live, timeline::Timeline};

pub(in crate::room) fn mark_live() {}
pub(in crate::room) fn set_title(_title: &str) {}
pub(in crate::room) fn scroll_to_end(_timeline: Timeline) {}
pub(in crate::room) fn scrolled<E>(_log: &E, _timeline: Timeline) {}
pub(in crate::room) fn came_to_life<E>(_log: &E, _timeline: Timeline) {}
pub(in crate::room) fn rows_changed<E>(_log: &E, _timeline: Timeline) {}
pub(in crate::room) fn log_key(_event: &ev::KeyboardEvent, _timeline: Timeline) {}
pub(in crate::room) fn log_clicked(_event: &ev::MouseEvent, _live: Live) {}
pub(in crate::room) fn focus_composer(_timeline: Timeline) {}
pub(in crate::room) fn begin_typing<E>(_area: &E) {}
pub(in crate::room) fn show_draft<E>(_area: &E, _text: &str) {}
pub(in crate::room) fn name_enter_key<E>(_area: &E) {}
pub(in crate::room) fn submit_form<E>(_area: &E) -> bool {
    false
}
pub(in crate::room) fn is_for_another_page(_event: &ev::SubmitEvent) -> bool {
    false
}
pub(in crate::room) fn sends(_event: &ev::KeyboardEvent) -> bool {
    false
}
