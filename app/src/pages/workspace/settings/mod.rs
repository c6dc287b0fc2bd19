//! The workspace's name, and how people join: `/workspace/settings`.

mod data;
mod view;

pub use data::{Joining, WorkspacePage};
