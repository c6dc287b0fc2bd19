//! What stands below the log: the composer, or why there is none.

use leptos::{either::Either, prelude::*};

use super::composer::Composer;
use crate::{
    live::Live,
    page_data::{ComposerForm, MayPost},
};

/// Choices are `Either` here and in all that the browser hydrates, not `AnyView`: each type that is
/// erased brings four more copies of its code along, a fifth of what the page weighs in all.
#[component]
pub fn RoomFoot(
    /// The composer's form as the server gave it.
    form: ComposerForm,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let may_post = live.may_post();
    move || match may_post.get() {
        MayPost::Yes => Either::Left(view! { <Composer form=form.clone() /> }),
        reason => Either::Right(view! { <Closed reason /> }),
    }
}

#[component]
fn Closed(reason: MayPost) -> impl IntoView {
    let words = match reason {
        MayPost::Yes => "",
        MayPost::Archived => "This room is archived. It can be read, and nothing new is said here.",
        MayPost::AdminsOnly => "Only admins post here.",
        MayPost::NotIn => "You are looking at this room. Join it to talk.",
    };
    let room = expect_context::<Live>().room();
    let action = move || room.with(|room| format!("/r/{}/join", room.slug));
    let join = (reason == MayPost::NotIn).then(|| {
        view! {
            <form method="post" action=action>
                <button class="button">"Join"</button>
            </form>
        }
    });
    view! {
        <div class="closed" id="composer">
            <p id="composer-text" tabindex="-1">
                {words}
            </p>
            {join}
        </div>
    }
}
