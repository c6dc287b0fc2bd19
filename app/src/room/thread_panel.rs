//! A thread: beside the room where there is space for both, and in its place where there is not (style
//! sheet).

use leptos::{context::Provider, prelude::*};

use super::{foot::RoomFoot, message_list::MessageList};
use crate::{
    chrome::icon::{BACK, CLOSE, Icon},
    live::{Live, Thread},
    page_data::ComposerForm,
    text::room_name::label,
};

/// The same list and composer as the room's, with the thread's messages.
#[component]
pub fn ThreadPanel(
    thread: Thread,
    /// Whether the reader follows it.
    follows: bool,
    /// The composer's form as the server gave it.
    form: ComposerForm,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let (room, me) = (live.rooms.current(), live.rooms.reader());
    // For what is inside alone: the list beside it has its own.
    let inside = Live {
        timeline: thread.timeline,
        outbox: thread.outbox,
        ..live
    };
    let name = move || room.with(|room| label(room, me));
    let path = room.with_untracked(|room| format!("/r/{}", room.slug));
    let back = path.clone();
    let (follow, pressed, asked) = if follows {
        ("Following", "true", "no")
    } else {
        ("Follow", "false", "yes")
    };
    view! {
        <section class="panel" aria-labelledby="thread-name">
            <header class="bar">
                <a class="icon only-narrow" href=back aria-label=move || format!("Back to {}", name())>
                    <Icon path=BACK />
                </a>
                <h1 id="thread-name">"Thread" <small dir="auto">{name}</small></h1>
                <form method="post" action=format!("/m/{}/follow", thread.root)>
                    <input type="hidden" name="follow" value=asked />
                    <button class="button quiet" aria-pressed=pressed>
                        {follow}
                    </button>
                </form>
                <a class="icon only-wide" href=path aria-label="Close thread">
                    <Icon path=CLOSE />
                </a>
            </header>
            <Provider value=inside>
                <MessageList is_older_page=false />
                <RoomFoot form />
            </Provider>
        </section>
    }
}
