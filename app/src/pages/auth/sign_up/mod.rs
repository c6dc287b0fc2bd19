//! Making an account without an invitation, where the workspace is open for that: `/sign-up`.

mod data;
mod view;

pub use data::SignUpForm;
