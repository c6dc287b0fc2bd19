//! The page of a room.

use leptos::prelude::*;

use super::{dom, foot::RoomFoot, message_list::MessageList, thread_panel::ThreadPanel};
use crate::{
    chrome::{ConnectionStatus, RoomHeader, Sidebar},
    live::Live,
    page_data::{MayPost, RoomPageData},
    text::room_name::window_title,
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
        workspace,
        role,
        reminders,
        may_post,
        is_older_page,
        composer,
        thread: data_thread,
        ..
    } = data;
    let (room, me, name) = (live.rooms.current(), live.rooms.reader(), workspace.clone());
    Effect::new(move |_| dom::set_title(&room.with(|room| window_title(room, me, &name))));
    let follows = data_thread.as_ref().is_some_and(|thread| thread.follows);
    let panel = live.thread.zip(data_thread).map(|(thread, data)| {
        view! { <ThreadPanel thread follows form=data.composer /> }
    });
    let class = if panel.is_some() {
        "main with-thread"
    } else {
        "main"
    };
    let (skip, skip_words) = if may_post == MayPost::Yes {
        ("#composer-text", "Skip to the message box")
    } else {
        ("#log", "Skip to the messages")
    };
    view! {
        <a class="skip" href=skip>
            {skip_words}
        </a>
        // New messages, for screen readers alone: the browser puts them here, and takes them away again.
        <div class="visually-hidden" id="announcements" aria-live="polite"></div>
        <div class="shell">
            <Sidebar workspace role reminders />
            <main class=class>
                <RoomHeader role />
                <ConnectionStatus />
                <MessageList is_older_page />
                <RoomFoot form=composer />
                {panel}
            </main>
        </div>
    }
}
