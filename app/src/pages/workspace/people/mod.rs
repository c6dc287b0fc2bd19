//! All people of the workspace, with search: `/workspace/people`.

mod data;
mod view;

pub use data::{PeoplePage, PersonRow};
