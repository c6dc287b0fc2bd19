//! Another text for one's own message: `/m/{id}/edit`. In the room it is edited in place.

mod data;
pub mod form;
mod view;

pub use data::EditMessagePage;
