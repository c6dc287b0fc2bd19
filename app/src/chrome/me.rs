//! Who is looking, at the foot of the sidebar.

use leptos::{either::Either, ev::SubmitEvent, html, prelude::*};
use protocol::limits::MAX_NAME_CHARS;

use crate::{
    live::Live,
    text::initials::{colour, initials},
};

/// People with an account find their settings here; visitors can change their name, and sign in.
#[component]
pub fn Me(
    /// Whether it is somebody without an account.
    is_visitor: bool,
) -> impl IntoView {
    let me = expect_context::<Live>().timeline.me();
    let avatar = view! {
        <span class=move || format!("avatar {}", colour(&me.get())) aria-hidden="true">
            {move || initials(me.get().name.as_str())}
        </span>
    };
    if is_visitor {
        Either::Left(view! {
            <footer class="me">
                <div class="me-row">{avatar} <NameForm /></div>
                <a class="sign-in" href="/sign-in">
                    "Sign in"
                </a>
            </footer>
        })
    } else {
        Either::Right(view! {
            <footer class="me">
                <a class="me-row" href="/settings">
                    {avatar}
                    <span class="me-name">
                        <b dir="auto">{move || me.get().name.to_string()}</b>
                        <small>"Settings"</small>
                    </span>
                </a>
            </footer>
        })
    }
}

/// The visitor's own name, which can be changed.
#[component]
fn NameForm() -> impl IntoView {
    let live = expect_context::<Live>();
    let me = live.timeline.me();
    let input = NodeRef::<html::Input>::new();
    let error = RwSignal::new(None);
    let on_submit = move |event: SubmitEvent| {
        if let Some(input) = input.get_untracked() {
            event.prevent_default();
            live.set_name(&input.value(), error);
        }
    };
    view! {
        <form id="name-form" class="name" method="post" action="/name" on:submit=on_submit>
            <label for="name">"Your name"</label>
            <div class="name-row">
                <input
                    node_ref=input
                    id="name"
                    name="name"
                    dir="auto"
                    autocomplete="nickname"
                    required
                    maxlength=MAX_NAME_CHARS.to_string()
                    value=me.get_untracked().name.to_string()
                    prop:value=move || me.get().name.to_string()
                    aria-describedby="name-error"
                />
                <button class="quiet">"Save"</button>
            </div>
            <p class="field-error" id="name-error" role="alert">
                {error}
            </p>
        </form>
    }
}
