//! The reader's own profile, and who may add them to rooms: `/settings`.

mod data;
pub mod form;
mod view;

pub use data::ProfilePage;
