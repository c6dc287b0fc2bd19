//! A strip that says in words when the server cannot be reached.

use leptos::prelude::*;

use crate::{
    live::{Connection, Live},
    page_data::MayPost,
};

/// Empty while all is well. "Connecting" shows itself after two seconds only (style sheet).
#[component]
pub fn ConnectionStatus() -> impl IntoView {
    let live = expect_context::<Live>();
    let connection = live.connection();
    let state = move || match connection.get() {
        Connection::Online => "online",
        Connection::Connecting => "connecting",
        Connection::Offline => "offline",
    };
    let may_post = live.may_post();
    let words = move || match (connection.get(), may_post.get() == MayPost::Yes) {
        (Connection::Online, _) => "",
        (Connection::Connecting, true) => "Connecting… You can already write messages.",
        (Connection::Connecting, false) => "Connecting…",
        (Connection::Offline, true) => "Offline. Your messages will be sent when you reconnect.",
        (Connection::Offline, false) => "Offline. New messages will appear when you reconnect.",
    };
    view! {
        <p class="connection" id="connection" role="status" data-state=state>
            <span>{words}</span>
        </p>
    }
}
