//! The Leptos components of Natter, shared by server (SSR) and browser (hydration).
//!
//! The server provides a [`Page`](page_data::Page) and [`AssetPaths`](page_data::AssetPaths) as
//! context and renders [`shell`]; the page carries its data as JSON, from which the browser
//! hydrates the same [`App`]. [`live`] is the state of an open page; the rest is markup.

// Views are types as deep as their markup.
#![recursion_limit = "256"]

pub mod chrome;
#[cfg(feature = "hydrate")]
mod hydration;
pub mod json;
pub mod live;
pub mod page_data;
pub mod pages;
pub mod room;
#[cfg(feature = "ssr")]
mod shell;
pub mod text;

use leptos::{either::EitherOf3, prelude::*};

#[cfg(feature = "hydrate")]
pub use hydration::hydrate;
use page_data::Page;
#[cfg(feature = "ssr")]
pub use shell::shell;

/// What stands in `<body>`.
///
/// Here and in all that the browser hydrates, choices are `Either`, not `AnyView`: each type that is
/// erased brings four more copies of its code along, a fifth of what the page weighs in all.
#[component]
pub fn App(
    /// What is on show.
    page: Page,
) -> impl IntoView {
    match page {
        Page::Room(data) => EitherOf3::A(room::RoomPage(room::RoomPageProps { data: *data })),
        Page::NotFound => EitherOf3::B(pages::NotFound()),
        Page::Problem(problem) => {
            EitherOf3::C(pages::ProblemPage(pages::ProblemPageProps { problem }))
        }
    }
}
