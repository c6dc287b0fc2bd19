//! Downloading all data of one's own, and deleting the account: `/settings/data`.

mod data;
pub mod form;
mod view;

pub use data::{DataPage, MayDelete};
