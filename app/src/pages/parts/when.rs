//! Instants in words.

use crate::pages::html::{Html, IntoHtml as _};
use leptos::prelude::*;
use protocol::Timestamp;

use crate::text::{clock, relative_time};

/// "2 hours ago", with the exact time in its title.
pub fn when(now: Timestamp, then: Timestamp) -> Html {
    time(then, relative_time::relative(now, then))
}

/// "3 November 2026, 14:05 UTC".
pub fn when_exact(then: Timestamp) -> Html {
    time(then, relative_time::exact(then))
}

fn time(then: Timestamp, words: String) -> Html {
    view! {
        <time datetime=clock::machine(then.millis()) title=relative_time::exact(then)>
            {words}
        </time>
    }
    .into_html()
}
