//! A one-time link for a new password: `/reset/{code}`.

mod data;
pub mod form;
mod view;

pub use data::NewPasswordPage;
