//! One centred card: setup, sign-in, and what links lead to.

use crate::pages::html::{Html, IntoHtml as _};
use leptos::prelude::*;

use crate::chrome::icon::Logo;

/// A card with a heading, a line below it, and a form or a link.
pub fn card(heading: impl Into<String>, intro: impl Into<String>, body: impl IntoView) -> Html {
    let (heading, intro, body) = (heading.into(), intro.into(), body.into_html());
    let intro = (!intro.is_empty()).then(|| view! { <p class="intro">{intro}</p> }.into_html());
    view! {
        <main class="card-page">
            <div class="card">
                <Logo />
                <h1>{heading}</h1>
                {intro}
                {body}
            </div>
        </main>
    }
    .into_html()
}
