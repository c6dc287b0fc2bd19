//! A person as the reader may see them, with what the reader may do: `/people/{handle}`.

mod data;
pub mod form;
mod view;

pub use data::{AccountState, Bystanders, PersonPage, PersonPowers, PersonSection, path_name};
