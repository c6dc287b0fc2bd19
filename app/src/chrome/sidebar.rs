//! The rooms, and who is looking.

use leptos::{ev::SubmitEvent, html, prelude::*};
use protocol::{Room, RoomId, limits::MAX_NAME_CHARS};

use super::icon::{BACK, Icon, Logo};
use crate::{
    live::Live,
    text::initials::{colour, initials},
};

/// On a phone this is a page of its own, reached by its address (`#rooms`), so that the browser's
/// way back works and no script is needed.
#[component]
pub fn Sidebar(
    /// All rooms that the member may see.
    rooms: Vec<Room>,
    /// The one on show.
    current: RoomId,
) -> impl IntoView {
    let entries = rooms.into_iter().map(|room| {
        let is_current = room.id == current;
        view! {
            <li>
                <a
                    class=if is_current { "room current" } else { "room" }
                    aria-current=is_current.then_some("page")
                    href="/"
                >
                    <i aria-hidden="true">"#"</i>
                    {room.slug.to_string()}
                </a>
            </li>
        }
    });
    view! {
        <nav class="sidebar" id="rooms" aria-label="Rooms">
            <header class="place">
                <a class="icon only-phone" href="#composer" aria-label="Back to the room">
                    <Icon path=BACK />
                </a>
                <Logo />
                <b>"Natter"</b>
            </header>
            <section>
                <h2>"Rooms"</h2>
                <ul>{entries.collect_view()}</ul>
            </section>
            <Me />
        </nav>
    }
}

/// The member's own name, which can be changed.
#[component]
fn Me() -> impl IntoView {
    let live = expect_context::<Live>();
    let me = live.me();
    let input = NodeRef::<html::Input>::new();
    let error = live.name_error();
    let on_submit = move |event: SubmitEvent| {
        if let Some(input) = input.get_untracked() {
            event.prevent_default();
            live.rename(&input.value());
        }
    };
    view! {
        <footer class="me">
            <span class=move || format!("avatar {}", colour(&me.get())) aria-hidden="true">
                {move || initials(me.get().name.as_str())}
            </span>
            <form id="name-form" class="name" method="post" action="/name" on:submit=on_submit>
                <label for="name">"Your name"</label>
                <div class="name-row">
                    <input
                        node_ref=input
                        id="name"
                        name="name"
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
        </footer>
    }
}
