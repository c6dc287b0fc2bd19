//! The Leptos components of Natter, shared by server (SSR) and browser (hydration).
//!
//! The server makes one of `pages` and renders `shell` with it. A room carries its data as JSON,
//! from which the browser hydrates the same [`room`]; all others are plain documents of links and
//! forms, drawn on the server alone. [`live`] is the state of an open room; the rest is markup.

// Views are types as deep as their markup.
#![recursion_limit = "256"]

#[cfg(feature = "ssr")]
mod assets;
pub mod chrome;
#[cfg(feature = "hydrate")]
mod hydration;
pub mod json;
pub mod live;
pub mod page_data;
#[cfg(feature = "ssr")]
pub mod pages;
pub mod room;
#[cfg(feature = "ssr")]
mod shell;
pub mod text;

#[cfg(feature = "ssr")]
pub use assets::AssetPaths;
#[cfg(feature = "hydrate")]
pub use hydration::hydrate;
#[cfg(feature = "ssr")]
pub use shell::shell;
