//! The bar above the log: which room this is.

use leptos::prelude::*;
use protocol::{Role, RoomKind};

use super::icon::{Icon, LOCK, MENU, PIN, SLIDERS};
use crate::{live::Live, text::room_name::title};

/// Name and topic of the room, and the ways to its pins and its settings; on a phone also the way to the sidebar.
#[component]
pub fn RoomHeader(
    /// What the reader is to the workspace. Visitors have no settings.
    role: Role,
) -> impl IntoView {
    let rooms = expect_context::<Live>().rooms;
    let (room, me) = (rooms.current(), rooms.reader());
    let kind = Memo::new(move |_| room.with(|room| room.kind));
    let pins = Memo::new(move |_| room.with(|room| room.pins));
    let settings = (role != Role::Visitor).then(|| {
        view! {
            <a
                class="icon"
                href=move || room.with(|room| format!("/r/{}/settings", room.slug))
                aria-label="Room settings and people"
            >
                <Icon path=SLIDERS />
            </a>
        }
    });
    view! {
        <header class="bar">
            <a class="icon only-phone" href="#rooms" aria-label="Open sidebar">
                <Icon path=MENU />
            </a>
            <h1>
                <span
                    class="mark"
                    title="Private room"
                    hidden=move || kind.get() != RoomKind::Private
                >
                    <Icon path=LOCK />
                    <span class="visually-hidden">"Private room "</span>
                </span>
                <i
                    aria-hidden="true"
                    hidden=move || !matches!(kind.get(), RoomKind::Open | RoomKind::Public)
                >
                    "#"
                </i>
                <span class="bar-name" dir="auto">
                    {move || room.with(|room| title(room, me))}
                </span>
            </h1>
            <p class="topic" dir="auto">
                {move || room.with(|room| room.topic.clone())}
            </p>
            <a
                class="icon pins"
                href=move || room.with(|room| format!("/r/{}/pins", room.slug))
                hidden=move || pins.get() == 0
                title="Pinned messages"
                data-sheet=""
            >
                <Icon path=PIN />
                {move || pins.get().to_string()}
                <span class="visually-hidden">
                    {move || if pins.get() == 1 { " pinned message" } else { " pinned messages" }}
                </span>
            </a>
            {settings}
        </header>
    }
}
