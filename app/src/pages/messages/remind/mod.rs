//! When to be reminded of a message: `/m/{id}/remind`.

mod data;
pub mod form;
mod view;

pub use data::RemindPage;
