//! Forms that are one button.

use crate::pages::html::{Html, IntoHtml as _};
use leptos::prelude::*;

use crate::pages::form::Field;

/// One button that does one thing.
pub fn action(path: impl Into<String>, label: impl Into<String>, class: &'static str) -> Html {
    post_button(path, label, class, &[])
}

/// The same with hidden fields.
pub fn post_button(
    path: impl Into<String>,
    label: impl Into<String>,
    class: &'static str,
    fields: &[(Field, String)],
) -> Html {
    let fields = fields.iter().map(|(field, value)| {
        view! { <input type="hidden" name=field.name value=value.clone() /> }
    });
    view! {
        <form class="action" method="post" action=path.into()>
            {fields.collect_view()}
            <button class=class>{label.into()}</button>
        </form>
    }
    .into_html()
}
