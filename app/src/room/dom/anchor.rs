//! The line under the eye: the first message that is wholly in view, and where it is. Whatever
//! comes or goes above or below it, it stays.
//!
//! Some browsers have scroll anchoring of their own. It is switched off in the style sheet, as both
//! together would move the list twice.

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDivElement, NodeList};

struct Anchor {
    /// The id of the list.
    log: String,
    /// The element's id.
    id: String,
    /// From the top of the log to the top of the message, in px.
    top: f64,
}

thread_local! {
    /// One of each list.
    static ANCHORS: RefCell<Vec<Anchor>> = const { RefCell::new(Vec::new()) };
}

/// Notes what the reader looks at now.
pub(super) fn note(log: &HtmlDivElement) {
    let Ok(messages) = log.query_selector_all("article[id]") else {
        return;
    };
    let edge = top(log);
    let found = first_below(&messages, edge).map(|message| Anchor {
        log: log.id(),
        id: message.id(),
        top: top(&message) - edge,
    });
    ANCHORS.with(|anchors| {
        let mut anchors = anchors.borrow_mut();
        anchors.retain(|anchor| anchor.log != log.id());
        anchors.extend(found);
    });
}

/// Brings what the reader looked at back to where it was.
pub(super) fn restore(log: &HtmlDivElement) {
    ANCHORS.with(|anchors| {
        let anchors = anchors.borrow();
        let Some(anchor) = anchors.iter().find(|anchor| anchor.log == log.id()) else {
            return;
        };
        if let Some(message) = leptos::prelude::document().get_element_by_id(&anchor.id) {
            let moved = top(&message) - top(log) - anchor.top;
            if moved.abs() >= 1.0 {
                log.scroll_by_with_x_and_y(0.0, moved);
            }
        }
    });
}

/// The first message whose top is at or below the edge: messages stand in order, so half of them
/// can be ruled out at each step.
fn first_below(messages: &NodeList, edge: f64) -> Option<Element> {
    let at = |index| messages.item(index)?.dyn_into::<Element>().ok();
    let (mut low, mut high) = (0, messages.length());
    while low < high {
        let middle = low + (high - low) / 2;
        if at(middle).is_some_and(|message| top(&message) < edge) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    at(low)
}

fn top(element: &Element) -> f64 {
    element.get_bounding_client_rect().top()
}
