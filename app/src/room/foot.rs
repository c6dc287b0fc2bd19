//! What stands below the log: the composer, or why there is none.

use leptos::prelude::*;

use super::{composer::Composer, not_told};
use crate::{
    live::Live,
    page_data::{ComposerForm, MayPost},
};

/// Both are there, and the style sheet shows the one: what is written in the composer stays while a
/// room is archived and comes back, and the browser needs no code to make either anew. For the same
/// reason choices are `Either` in all that it hydrates, not `AnyView`, which brings four more copies
/// of each type's code along.
#[component]
pub fn RoomFoot(
    /// The composer's form as the server gave it.
    form: ComposerForm,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let may_post = live.rooms.may_post();
    let state = move || match may_post.get() {
        MayPost::Yes => "open",
        MayPost::Archived | MayPost::AdminsOnly => "closed",
        MayPost::NotIn => "join",
    };
    let words = move || match may_post.get() {
        MayPost::Yes => "",
        MayPost::Archived => "This room is archived. You can read it, but no one can post.",
        MayPost::AdminsOnly => "Only admins can post here.",
        MayPost::NotIn => "You are not a member of this room. Join it to post.",
    };
    let (room, role) = (live.rooms.current(), live.rooms.role());
    let (not_told, root) = (live.outbox.not_told(), live.timeline.root());
    let not_told = move || {
        not_told.with(|(thread, all)| {
            let all = if *thread == root { &all[..] } else { &[] };
            room.with(|room| not_told::html(all, room, role))
        })
    };
    let join = format!("/r/{}/join", live.rooms.current_id());
    view! {
        <div class="foot" data-state=state>
            <p class="command-note" role="status"></p>
            <div class="not-told" role="status" inner_html=not_told></div>
            <div class="complete" role="listbox" aria-label="Suggestions" hidden></div>
            <Composer form />
            <div class="closed">
                <p role="status">{words}</p>
                <form method="post" action=join>
                    <button class="button">"Join"</button>
                </form>
            </div>
        </div>
    }
}
