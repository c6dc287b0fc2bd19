//! Who is banned: `/workspace/bans`. Bans are made on the person's own page.

mod data;
mod view;

pub use data::{BanRow, BansPage};
