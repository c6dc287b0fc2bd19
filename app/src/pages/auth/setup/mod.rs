//! The first run: `/setup`. Whoever sets the server up names the workspace and makes its owner's
//! account, after the one-time code where the server can be reached from elsewhere.

mod data;
pub mod form;
mod view;

pub use data::SetupPage;
