//! A page that opens over a room.

use leptos::prelude::*;

use crate::pages::html::{Html, IntoHtml as _};

/// Its heading, and the way back, which a sheet leaves out as it has another.
pub fn over_room(
    back: String,
    room: &str,
    heading: &'static str,
    body: impl IntoView + 'static,
) -> Html {
    let words = format!("Back to {room}");
    let body = body.into_html();
    view! {
        <main class="page over-room">
            <p class="back">
                <a href=back>{words}</a>
            </p>
            <h1>{heading}</h1>
            {body}
        </main>
    }
    .into_html()
}
