//! The page of a room.

use leptos::prelude::*;

use super::{composer::Composer, dom, message_list::MessageList};
use crate::{
    chrome::{ConnectionStatus, RoomHeader, Sidebar},
    live::Live,
    page_data::RoomPageData,
};

/// Sidebar, header, log and composer.
#[component]
pub fn RoomPage(
    /// What the server gave.
    data: RoomPageData,
) -> impl IntoView {
    let live = Live::from_page(&data);
    provide_context(live);
    Effect::new(move |_| {
        live.start();
        dom::mark_live();
    });
    let RoomPageData {
        rooms,
        room,
        is_older_page,
        composer,
        ..
    } = data;
    let (current, slug) = (room.id, room.slug.clone());
    view! {
        <a class="skip" href="#composer-text">
            "Skip to the message box"
        </a>
        <div class="shell">
            <Sidebar rooms current />
            <main class="main">
                <RoomHeader room />
                <ConnectionStatus />
                <MessageList slug=slug.to_string() is_older_page />
                <Composer slug=slug.to_string() form=composer />
            </main>
        </div>
    }
}
