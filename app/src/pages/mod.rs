//! The pages that the server draws, by feature; a page is a folder: `data.rs` is what it shows,
//! `view.rs` how, `form.rs` what can be sent from it. Each implements [`Page`], and nothing else
//! lists them. All but the room are links and forms without a script, which the browser's module
//! does not contain, so types may be erased here at will.

pub mod account;
pub mod auth;
pub mod emoji;
pub mod form;
pub mod html;
pub mod later;
pub mod messages;
mod not_found;
mod page;
pub mod parts;
pub mod people;
mod problem;
pub mod rooms;
pub mod workspace;

pub use not_found::NotFoundPage;
pub use page::{Document, Page};
pub use problem::ProblemPage;
