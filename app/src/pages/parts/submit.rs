//! Forms that are one button.

use leptos::prelude::*;

/// One button that does one thing.
pub fn action(path: impl Into<String>, label: impl Into<String>, class: &'static str) -> AnyView {
    post_button(path, label, class, &[])
}

/// The same with hidden fields.
pub fn post_button(
    path: impl Into<String>,
    label: impl Into<String>,
    class: &'static str,
    fields: &[(&'static str, String)],
) -> AnyView {
    let fields = fields.iter().map(|(name, value)| {
        view! { <input type="hidden" name=*name value=value.clone() /> }
    });
    view! {
        <form class="action" method="post" action=path.into()>
            {fields.collect_view()}
            <button class=class>{label.into()}</button>
        </form>
    }
    .into_any()
}
