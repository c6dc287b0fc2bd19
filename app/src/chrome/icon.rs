//! The drawings: 20x20, strokes of 1.6, and the logo.

use leptos::prelude::*;

/// The speech bubble with an N in one line.
#[component]
pub fn Logo() -> impl IntoView {
    view! {
        <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
            <path
                class="logo-bubble"
                d="M6 5h20a4 4 0 0 1 4 4v11a4 4 0 0 1-4 4h-9l-6.3 4.7A1 1 0 0 1 9 27.9V24H6a4 4 0 0 1-4-4V9a4 4 0 0 1 4-4z"
            />
            <path class="logo-line" d="M11.5 18.5v-8l9 8v-8" />
        </svg>
    }
}

/// One line drawing.
#[component]
pub fn Icon(
    /// The path's data.
    path: &'static str,
) -> impl IntoView {
    view! {
        <svg class="line-icon" viewBox="0 0 20 20" aria-hidden="true">
            <path d=path />
        </svg>
    }
}

/// A paper plane.
pub const SEND: &str = "M4 10 16 4l-4 12-2.5-4.5z";
/// An arrow back.
pub const BACK: &str = "M12 4 6 10l6 6";
/// Three lines.
pub const MENU: &str = "M3.5 6h13M3.5 10h13M3.5 14h13";
/// An arrow down.
pub const DOWN: &str = "M10 4v12m-5-5 5 5 5-5";
