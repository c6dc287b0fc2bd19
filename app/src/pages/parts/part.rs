//! A part of a page with several forms.

use crate::pages::html::{Html, IntoHtml as _};
use leptos::prelude::*;

/// A form with its heading and its result.
pub fn part(
    id: &'static str,
    heading: impl Into<String>,
    result: Html,
    body: impl IntoView,
) -> Html {
    let body = body.into_html();
    view! {
        <section class="part" id=id aria-labelledby=format!("{id}-heading")>
            <h2 id=format!("{id}-heading")>{heading.into()}</h2>
            {result}
            {body}
        </section>
    }
    .into_html()
}
