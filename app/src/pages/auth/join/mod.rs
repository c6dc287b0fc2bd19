//! An invitation: `/join/{code}`. Whoever has no account makes one; whoever has one accepts with it.

mod data;
pub mod form;
mod view;

pub use data::{Invitation, JoinPage};
