//! Downloading all data of one's own, and deleting the account: `/settings/data`.

mod data;
mod view;

pub use data::{DataPage, MayDelete};
