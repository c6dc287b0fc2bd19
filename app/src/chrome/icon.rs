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
pub const CLOSE: &str = "M5 5l10 10M15 5 5 15";
/// An arrow that turns back.
pub const REPLY: &str = "M8 5 3 10l5 5M3 10h8c4 0 6 2 6 6";
/// A speech bubble with lines.
pub const THREAD: &str = "M4 4h12a1.5 1.5 0 0 1 1.5 1.5v7A1.5 1.5 0 0 1 16 14h-5l-4 3v-3H4a1.5 1.5 0 0 1-1.5-1.5v-7A1.5 1.5 0 0 1 4 4zM6.5 7.5h7M6.5 10.5h4";
/// A face.
pub const SMILE: &str =
    "M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0zM7.5 8v.5m5-.5v.5M7 12a3.6 3.6 0 0 0 6 0";
/// Three bars.
pub const POLL: &str = "M4.500 16v-5M10 16V4M15.500 16V8.500";
/// An arrow back.
pub const BACK: &str = "M12 4 6 10l6 6";
pub const MENU: &str = "M3.5 6h13M3.5 10h13M3.5 14h13";
/// An arrow down.
pub const DOWN: &str = "M10 4v12m-5-5 5 5 5-5";
pub const PENCIL: &str =
    "M4 16l.8-3.4L13 4.4a1.6 1.6 0 0 1 2.3 0l.3.3a1.6 1.6 0 0 1 0 2.3l-8.2 8.2z";
/// A waste bin.
pub const BIN: &str = "M4 6h12M8 6V4h4v2M6 6l.7 10h6.600L14 6M8.500 9v4M11.500 9v4";
/// Three dots.
pub const MORE: &str =
    "M4.500 9.400a.6.6 0 1 0 .01 0zM10 9.400a.6.6 0 1 0 .01 0zM15.500 9.400a.6.6 0 1 0 .01 0z";
/// A bell.
pub const BELL: &str = "M5 14v-4.500a5 5 0 0 1 10 0V14l1 1.500H4zM8.500 15.500a1.5 1.5 0 0 0 3 0";
/// A clock.
pub const CLOCK: &str = "M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0zM10 6v4l2.500 2";
pub const PIN: &str = "m12 3.500 4.500 4.500-2 .5-2.700 2.700.2 3-1.200 1.200-6.300-6.300 1.200-1.200 3 .2L11.500 5.500zM7.500 12.500l-4 4";
pub const BOOKMARK: &str = "M6 3.500h8a1 1 0 0 1 1 1V17l-5-3.500L5 17V4.500a1 1 0 0 1 1-1z";
pub const LOCK: &str = "M5 10.5A1.5 1.5 0 0 1 6.5 9h7a1.5 1.5 0 0 1 1.5 1.5v4a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 5 14.5zM7 9V7a3 3 0 0 1 6 0v2";
pub const COMPASS: &str = "M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0zm-4.2-2.8-1.6 4-4 1.6 1.6-4z";
/// Somebody, and a plus.
pub const INVITE: &str =
    "M11 7.5a3 3 0 1 1-6 0 3 3 0 0 1 6 0zM2.5 16a5.5 5.5 0 0 1 11 0M15.5 7v5M13 9.5h5";
/// Sliders: what can be set.
pub const SLIDERS: &str =
    "M3 6h6m4 0h4M3 14h3m4 0h7M13 6a2 2 0 1 1-4 0 2 2 0 0 1 4 0zm-3 8a2 2 0 1 1-4 0 2 2 0 0 1 4 0z";
