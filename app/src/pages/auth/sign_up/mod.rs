//! Making an account without an invitation, where the workspace is open for that: `/sign-up`.

mod data;
pub mod form;
mod view;

pub use data::SignUpPage;
