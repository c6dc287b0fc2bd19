//! Keys and clicks in the log: moving between messages, and what their toolbars do in place. One
//! listener serves all messages.

use leptos::{
    ev,
    prelude::*,
    web_sys::{Element, Event, HtmlElement, NodeList},
};
use protocol::Seq;
use wasm_bindgen::JsCast;

use crate::live::{Live, timeline::Timeline};

/// Keys within the log; the browser scrolls by itself.
pub(in crate::room) fn log_key(event: &ev::KeyboardEvent, timeline: Timeline) {
    let Some(target) = target(event) else {
        return;
    };
    let key = event.key();
    if key == "Escape" {
        return focus_composer(timeline);
    }
    if target.tag_name() == "TEXTAREA" || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let message = target.closest("article").ok().flatten();
    let is_done = match (key.as_str(), &message) {
        ("ArrowUp", _) => focus_beside(timeline, message.as_ref(), -1),
        ("ArrowDown", Some(_)) => focus_beside(timeline, message.as_ref(), 1),
        ("Enter", Some(message)) if target.tag_name() == "ARTICLE" => {
            let control = message
                .query_selector(".tools button, .tools a, .deleted button")
                .ok()
                .flatten();
            control.is_some_and(|control| focus(&control))
        }
        (key, Some(message)) => press(message, key),
        _ => false,
    };
    if is_done {
        event.prevent_default();
    }
}

/// A click on what a toolbar does in place.
pub(in crate::room) fn log_clicked(event: &ev::MouseEvent, live: Live) {
    let control = target(event).and_then(|target| target.closest("[data-act]").ok().flatten());
    let Some(control) = control.filter(|_| !event.ctrl_key() && !event.meta_key()) else {
        return;
    };
    let seq = control.closest("article").ok().flatten();
    let seq = seq.and_then(|message| message.get_attribute("data-seq")?.parse().ok());
    let Some(seq) = seq.and_then(Seq::new) else {
        return;
    };
    let value = |name: &str| control.get_attribute(name).unwrap_or_default();
    match value("data-act").as_str() {
        "edit" => live.timeline.edit(seq),
        "react" => live
            .timeline
            .react(seq, &value("value"), value("name") == "add"),
        "reply" => {
            live.outbox.set_reply(live.timeline.quote(seq));
            focus_composer(live.timeline);
        }
        _ => return,
    }
    event.prevent_default();
}

/// Gives the message box the focus.
pub(in crate::room) fn focus_composer(timeline: Timeline) {
    if let Some(area) = document().get_element_by_id(timeline.composer_id()) {
        focus(&area);
    }
}

fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

fn focus(element: &Element) -> bool {
    let element = element.dyn_ref::<HtmlElement>();
    element.is_some_and(|element| element.focus().is_ok())
}

/// Moves the focus to the message before or after this one; to the last one if there is none yet.
fn focus_beside(timeline: Timeline, message: Option<&Element>, step: i32) -> bool {
    let selector = ["#", timeline.log_id(), " article"].concat();
    let Ok(all) = document().query_selector_all(&selector) else {
        return false;
    };
    let at = |index: u32| all.item(index)?.dyn_into::<Element>().ok();
    let mut indexes = 0..all.length();
    let next = match message {
        None => all.length().checked_sub(1),
        Some(message) => indexes
            .find(|index| at(*index).as_ref() == Some(message))
            .and_then(|index| index.checked_add_signed(step)),
    };
    next.and_then(at).is_some_and(|next| focus(&next))
}

/// Presses the control of a message that has this key.
fn press(message: &Element, key: &str) -> bool {
    let controls: Option<NodeList> = message.query_selector_all("[data-key]").ok();
    let Some(controls) = controls else {
        return false;
    };
    let at = |index| controls.item(index)?.dyn_into::<HtmlElement>().ok();
    let mut all = (0..controls.length()).filter_map(at);
    let found = all.find(|one| one.get_attribute("data-key").as_deref() == Some(key));
    if let Some(control) = &found {
        control.click();
    }
    found.is_some()
}
