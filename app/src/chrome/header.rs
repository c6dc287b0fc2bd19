//! The bar above the log: which room this is.

use leptos::prelude::*;
use protocol::{Role, RoomKind};

use super::icon::{Icon, LOCK, MENU, SLIDERS};
use crate::{live::Live, text::room_name::title};

/// Name and topic of the room and the way to its settings; on a phone also the way to the sidebar.
/// A room's old address leads on, and a change of its kind shows here when the page is next loaded.
#[component]
pub fn RoomHeader(
    /// What the reader is to the place. Visitors have no settings.
    role: Role,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let (room, me) = (live.room(), live.me_id());
    let (kind, slug) = room.with_untracked(|room| (room.kind, room.slug.to_string()));
    let lock = (kind == RoomKind::Private).then(|| {
        view! {
            <span class="mark" title="Private room">
                <Icon path=LOCK />
                <span class="visually-hidden">"Private room "</span>
            </span>
        }
    });
    let hash = matches!(kind, RoomKind::Open | RoomKind::Public)
        .then(|| view! { <i aria-hidden="true">"#"</i> });
    let settings = (role != Role::Visitor).then(|| {
        view! {
            <a
                class="icon"
                href=format!("/r/{slug}/settings")
                aria-label="Room settings and people"
            >
                <Icon path=SLIDERS />
            </a>
        }
    });
    view! {
        <header class="bar">
            <a class="icon only-phone" href="#rooms" aria-label="Rooms and you">
                <Icon path=MENU />
            </a>
            <h1>
                {lock} {hash} <span class="bar-name" dir="auto">
                    {move || room.with(|room| title(room, me))}
                </span>
            </h1>
            <p class="topic" dir="auto">
                {move || room.with(|room| room.topic.clone())}
            </p>
            {settings}
        </header>
    }
}
