//! The bar above the log: which room this is.

use leptos::prelude::*;
use protocol::Room;

use super::icon::{Icon, MENU};

/// Name and topic of the room; on a phone also the way to the sidebar.
#[component]
pub fn RoomHeader(
    /// The room on show.
    room: Room,
) -> impl IntoView {
    view! {
        <header class="bar">
            <a class="icon only-phone" href="#rooms" aria-label="Rooms and you">
                <Icon path=MENU />
            </a>
            <h1>
                <i aria-hidden="true">"#"</i>
                {room.slug.to_string()}
            </h1>
            <p class="topic">{room.topic}</p>
        </header>
    }
}
