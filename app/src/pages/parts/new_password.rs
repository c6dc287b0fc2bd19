//! A field for a password that is chosen, which tells how good it is.

use crate::pages::html::{Html, IntoHtml as _};
use leptos::{nonce::use_nonce, prelude::*};

use crate::pages::form::FieldState;
use crate::pages::parts::TextField;

const HINT: &str = "At least 8 characters. A short sentence is best.";

/// The field. How good the password is says the server, asked by `public/strength.js`; without
/// scripts it says so when the form is sent.
#[component]
pub fn NewPassword(
    field: FieldState,
    /// What it is.
    label: &'static str,
    /// What the page knows of the person and the workspace. The form's fields for name, handle and workspace
    /// are read too.
    #[prop(optional)]
    about: Vec<String>,
) -> Html {
    let name = field.field.name;
    view! {
        <div class="new-password">
            <TextField field=field label=label hint=HINT autocomplete="new-password" />
            <div class="strength" data-strength-of=name data-about=about.join("\n")>
                <p role="status"></p>
            </div>
        </div>
        <script type="module" src="/strength.js" nonce=use_nonce()></script>
    }
    .into_html()
}
