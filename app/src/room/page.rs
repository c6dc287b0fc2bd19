//! The page of a room.

use leptos::prelude::*;

use super::{dom, foot::RoomFoot, message_list::MessageList};
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
        place,
        role,
        is_older_page,
        composer,
        ..
    } = data;
    view! {
        <a class="skip" href="#composer-text">
            "Skip to the message box"
        </a>
        <div class="shell">
            <Sidebar place role />
            <main class="main">
                <RoomHeader role />
                <ConnectionStatus />
                <MessageList is_older_page />
                <RoomFoot form=composer />
            </main>
        </div>
    }
}
