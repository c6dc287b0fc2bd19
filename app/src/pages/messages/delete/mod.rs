//! Asks before a message is deleted: `/m/{id}/delete`.

mod data;
pub mod form;
mod view;

pub use data::DeleteMessagePage;
