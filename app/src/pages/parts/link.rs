//! A link that is shown once, with its QR code.

use crate::pages::html::{Html, IntoHtml as _};
use leptos::prelude::*;

/// A link that is shown once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OneTimeLink {
    /// The whole address.
    pub url: String,
    /// The same as a QR code: an `<svg>` element, made by the server, with a `viewBox`.
    pub qr_svg: String,
    /// How long it is good for, in words: "5 minutes".
    pub good_for: String,
}

/// The code to scan and the address to copy.
pub fn one_time_link(link: OneTimeLink, sentence: impl Into<String>) -> Html {
    let OneTimeLink {
        url,
        qr_svg,
        good_for,
    } = link;
    view! {
        <div class="one-time" role="status">
            <div class="qr" role="img" aria-label="QR code for the link" inner_html=qr_svg></div>
            <div>
                <p>
                    <b>{sentence.into()}</b>
                </p>
                <p class="hint">{format!("It works {good_for}. Copy it now: it will not be shown again.")}</p>
                <p class="address">
                    <a href=url.clone() rel="noreferrer">
                        {url.clone()}
                    </a>
                </p>
            </div>
        </div>
    }
    .into_html()
}

/// To the page to sign in.
pub fn sign_in_link() -> Html {
    view! {
        <a class="button wide" href="/sign-in">
            "Sign in"
        </a>
    }
    .into_html()
}
