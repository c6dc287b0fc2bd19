//! In the browser. The log is laid out from its end: `scrollTop` is 0 there and negative above.

use leptos::{prelude::*, web_sys::HtmlDivElement};
use wasm_bindgen::JsCast;

use super::anchor;
use super::announce::announce;
use crate::live::timeline::{MessageListView, Timeline};

/// This near to the end counts as being there, in px.
const AT_END: i32 = 40;

/// This near to an edge of what is loaded, the next page is fetched, in px.
const NEAR_EDGE: i32 = 800;

/// Tells style sheets and tests that the page has come to life.
pub(in crate::room) fn mark_live() {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-live", "yes");
    }
}

/// Names the window.
pub(in crate::room) fn set_title(title: &str) {
    let document = document();
    if document.title() != title {
        document.set_title(title);
    }
}

/// Shows the end of the log: at once, and again once what is new there has been drawn.
pub(in crate::room) fn scroll_to_end(timeline: Timeline) {
    let scroll = move || {
        if let Some(log) = document().get_element_by_id(timeline.log_id()) {
            log.set_scroll_top(0);
        }
    };
    scroll();
    request_animation_frame(scroll);
}

/// The reader scrolled.
pub(in crate::room) fn scrolled(log: &HtmlDivElement, timeline: Timeline) {
    let from_end = -log.scroll_top();
    let from_start = log.scroll_height() - log.client_height() - from_end;
    timeline.set_at_end(from_end <= AT_END);
    if from_start < NEAR_EDGE {
        timeline.load_older();
    } else if from_end < NEAR_EDGE {
        timeline.load_newer();
    }
    anchor::note(log);
}

/// The reader may have scrolled before the script came.
pub(in crate::room) fn came_to_life(log: &HtmlDivElement, timeline: Timeline) {
    notice_scroll(log, timeline);
    timeline.set_view(MessageListView {
        measure_scroll: |timeline| {
            let log = document().get_element_by_id(timeline.log_id());
            if let Some(log) = log.and_then(|log| log.dyn_into().ok()) {
                notice_scroll(&log, timeline);
            }
        },
        announce,
    });
}

/// Notices that the reader has left the end. Browsers tell of scrolling with the next frame only,
/// and what comes before that must not take the reader back.
fn notice_scroll(log: &HtmlDivElement, timeline: Timeline) {
    if timeline.at_end().get_untracked() && -log.scroll_top() > AT_END {
        timeline.set_at_end(false);
        anchor::note(log);
    }
}

/// Rows came or went. Who follows the end goes on to do so; for others the line under the eye stays
/// where it is.
pub(in crate::room) fn rows_changed(log: &HtmlDivElement, timeline: Timeline) {
    notice_scroll(log, timeline);
    if !timeline.at_end().get_untracked() {
        // At once, so that no scrolling comes between.
        anchor::restore(log);
    } else if log.scroll_top() != 0 {
        let log = log.clone();
        request_animation_frame(move || {
            if timeline.at_end().get_untracked() {
                log.set_scroll_top(0);
            }
        });
    }
}
