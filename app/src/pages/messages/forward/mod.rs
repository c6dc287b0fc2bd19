//! Passes a message on to another room: `/m/{id}/forward`.

mod data;
pub mod form;
mod view;

pub use data::ForwardMessagePage;
