//! The invitations, and a form for one more: `/workspace/invites`.

mod data;
pub mod form;
mod view;

pub use data::{InviteRow, InviteState, InvitesPage};
