//! The box to write in: its keys, its text and its height.

use leptos::{
    ev,
    prelude::window,
    web_sys::{HtmlTextAreaElement, css},
};

/// Shows a draft that did not come from the box itself, and makes the box as high as its text.
pub(in crate::room) fn show_draft(area: &HtmlTextAreaElement, text: &str) {
    if text != area.value() {
        area.set_value(text);
    }
    // Where the style sheet cannot do that. It sets the limit everywhere.
    if !css::supports_with_value("field-sizing", "content").unwrap_or_default() {
        let style = area.style();
        let _ = style.set_property("height", "auto");
        let height = area.scroll_height().to_string() + "px";
        let _ = style.set_property("height", &height);
    }
}

/// Gives the box the focus, with the caret at its end.
pub(in crate::room) fn begin_typing(area: &HtmlTextAreaElement) {
    let text = area.value();
    let end = u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
    let _ = area.focus();
    let _ = area.set_selection_range(end, end);
    show_draft(area, &text);
    name_enter_key(area);
}

/// Has the Enter key of a keyboard on the screen named after what it does.
pub(in crate::room) fn name_enter_key(area: &HtmlTextAreaElement) {
    let name = if is_touch() { "enter" } else { "send" };
    let _ = area.set_attribute("enterkeyhint", name);
}

/// Whether the button that was pressed leads to a page of its own.
pub(in crate::room) fn is_for_another_page(event: &ev::SubmitEvent) -> bool {
    event
        .submitter()
        .is_some_and(|button| button.has_attribute("formaction"))
}

/// Sends the form of the box as its button does. Whether there was one.
pub(in crate::room) fn submit_form(area: &HtmlTextAreaElement) -> bool {
    area.form()
        .is_some_and(|form| form.request_submit().is_ok())
}

/// Whether the key sends: Enter of a keyboard that has a Shift+Enter too, or Ctrl+Enter; and not to
/// end a composition.
pub(in crate::room) fn sends(event: &ev::KeyboardEvent) -> bool {
    /// What browsers report for keys that an input method takes (UI Events, section on composition).
    const TAKEN_BY_INPUT_METHOD: u32 = 229;
    if event.key() != "Enter"
        || event.is_composing()
        || event.key_code() == TAKEN_BY_INPUT_METHOD
        || event.shift_key()
        || event.alt_key()
    {
        return false;
    }
    event.ctrl_key() || event.meta_key() || !is_touch() || is_of_hardware(event)
}

/// Keys of a keyboard on the screen have no place on it, so no `code`; where a browser gives one all
/// the same, that keyboard covers a part of the page.
fn is_of_hardware(event: &ev::KeyboardEvent) -> bool {
    /// As a part of the window's height: more than bars of a browser take, less than any keyboard.
    const COVERED: f64 = 0.85;
    let window = window();
    let height = window
        .inner_height()
        .ok()
        .and_then(|height| height.as_f64());
    let visible = window
        .visual_viewport()
        .map(|part| part.height() * part.scale());
    let is_covered = height
        .zip(visible)
        .is_some_and(|(height, visible)| visible < height * COVERED);
    matches!(event.code().as_str(), "Enter" | "NumpadEnter") && !is_covered
}

fn is_touch() -> bool {
    window()
        .match_media("(pointer: coarse)")
        .ok()
        .flatten()
        .is_some_and(|media| media.matches())
}
