//! The bar above the log: which room this is.

use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use protocol::{Role, RoomKind};

use super::icon::{Icon, LOCK, MENU, SLIDERS};
use crate::{live::Live, text::room_name::title};

/// Name and topic of the room and the way to its settings; on a phone also the way to the sidebar.
#[component]
pub fn RoomHeader(
    /// What the reader is to the place. Visitors have no settings.
    role: Role,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let (room, me) = (live.room(), live.me_id());
    let mark = move || match room.with(|room| room.kind) {
        RoomKind::Private => EitherOf3::A(view! {
            <span class="mark" title="Private room">
                <Icon path=LOCK />
                <span class="visually-hidden">"Private room "</span>
            </span>
        }),
        RoomKind::Direct | RoomKind::Group => EitherOf3::B(()),
        RoomKind::Open | RoomKind::Public => EitherOf3::C(view! { <i aria-hidden="true">"#"</i> }),
    };
    let settings = if role == Role::Visitor {
        Either::Left(())
    } else {
        let href = move || format!("/r/{}/settings", room.with(|room| room.slug.to_string()));
        Either::Right(view! {
            <a class="icon" href=href aria-label="Room settings and people">
                <Icon path=SLIDERS />
            </a>
        })
    };
    view! {
        <header class="bar">
            <a class="icon only-phone" href="#rooms" aria-label="Rooms and you">
                <Icon path=MENU />
            </a>
            <h1>
                {mark} <span class="bar-name" dir="auto">
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
