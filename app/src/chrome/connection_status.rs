//! A strip that says in words when the server cannot be reached.

use leptos::prelude::*;

use crate::{
    live::{Live, connection::ConnectionState},
    page_data::MayPost,
};

/// Empty while all is well. "Connecting" shows itself after two seconds only (style sheet).
#[component]
pub fn ConnectionStatus() -> impl IntoView {
    let Live {
        connection, rooms, ..
    } = expect_context();
    let connection = connection.state();
    let state = move || match connection.get() {
        ConnectionState::Online => "online",
        ConnectionState::Connecting => "connecting",
        ConnectionState::Offline => "offline",
    };
    let may_post = rooms.may_post();
    let words = move || match (connection.get(), may_post.get() == MayPost::Yes) {
        (ConnectionState::Online, _) => "",
        (ConnectionState::Connecting, true) => "Connecting… You can already write messages.",
        (ConnectionState::Connecting, false) => "Connecting…",
        (ConnectionState::Offline, true) => {
            "Offline. Your messages will be sent when you reconnect."
        }
        (ConnectionState::Offline, false) => {
            "Offline. New messages will appear when you reconnect."
        }
    };
    view! {
        <p class="connection" id="connection" role="status" data-state=state>
            <span>{words}</span>
        </p>
    }
}
