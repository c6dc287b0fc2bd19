//! The Leptos components of Natter, shared by server (SSR) and browser (hydration).

use leptos::prelude::*;

pub mod page_data;

/// The root of what stands in `<body>`.
#[component]
pub fn App() -> impl IntoView {
    view! { <p>"Natter"</p> }
}
