//! Changing one's own password: `/settings/password`.

mod data;
pub mod form;
mod view;

pub use data::PasswordPage;
