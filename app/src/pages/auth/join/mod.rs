//! An invitation: `/join/{code}`. Whoever has no account makes one; whoever has one accepts with it.

mod data;
mod view;

pub use data::{Invitation, InviteFault, JoinForm, JoinPage};
