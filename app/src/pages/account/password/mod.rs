//! Changing one's own password: `/settings/password`.

mod data;
mod view;

pub use data::PasswordPage;
