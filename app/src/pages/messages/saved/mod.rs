//! What the reader has saved for themselves: `/saved`.

mod data;
mod view;

pub use data::{SavedMessage, SavedPage};
