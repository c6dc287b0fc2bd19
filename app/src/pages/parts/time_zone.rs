//! Time zones, which only the browser knows.

use crate::pages::html::{Html, IntoHtml as _};
use leptos::{nonce::use_nonce, prelude::*};

/// Fills fields for time zones in, and tells what time it is in others'.
pub fn time_zone_script() -> Html {
    view! { <script type="module" src="/time_zone.js" nonce=use_nonce()></script> }.into_html()
}
