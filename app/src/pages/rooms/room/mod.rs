//! The room itself as a page of the server: the only one that the browser takes over. Its markup
//! is in [`room`](crate::room), and its data in [`page_data`](crate::page_data).

pub mod form;
mod view;
