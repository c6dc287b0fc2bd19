//! A one-time link for a new password: `/reset/{code}`.

mod data;
mod view;

pub use data::NewPasswordPage;
