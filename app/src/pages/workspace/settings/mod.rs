//! The workspace's name, and how people join: `/workspace/settings`.

mod data;
pub mod form;
mod view;

pub use data::WorkspacePage;
