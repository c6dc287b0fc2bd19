//! All rooms that the reader may see, with search: `/rooms`.

mod data;
pub mod form;
mod view;

pub use data::{DirectoryPage, DirectoryRoom, Standing};
pub use view::people_words;
