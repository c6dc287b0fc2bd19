//! A message that is edited in place.

use leptos::{ev, html, prelude::*};
use protocol::MessageId;

use crate::{live::Live, room::dom};

/// Enter saves, Escape leaves it as it was. What is typed stays here until it is stored, and survives a
/// reload (`public/composer/edits.js`).
#[component]
pub fn EditBox(
    /// Which message.
    id: MessageId,
    /// What it says until now.
    text: String,
) -> impl IntoView {
    let timeline = expect_context::<Live>().timeline;
    let area = NodeRef::<html::Textarea>::new();
    let problem = RwSignal::new(None);
    Effect::new(move |_| {
        if let Some(area) = area.get() {
            dom::begin_typing(&area);
        }
    });
    // Not lost with the box that had it.
    on_cleanup(move || dom::focus_composer(timeline));
    let on_submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if let Some(area) = area.get_untracked() {
            timeline.save_edit(id, area.value(), problem);
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if dom::sends(&event) {
            event.prevent_default();
            let _ = area.get_untracked().map(|area| dom::submit_form(&area));
        } else if event.key() == "Escape" && !event.is_composing() {
            timeline.stop_editing();
        }
    };
    view! {
        <form class="edit-box" data-message=id.to_string() on:submit=on_submit>
            <textarea dir="auto" rows="1" aria-label="Edit message" node_ref=area on:keydown=on_key>
                {text}
            </textarea>
            <p class="problem" role="alert">
                {problem}
            </p>
            <div class="buttons">
                <button class="button">"Save"</button>
                <button class="button quiet" type="button" on:click=move |_| timeline.stop_editing()>
                    "Cancel"
                </button>
            </div>
        </form>
    }
}
