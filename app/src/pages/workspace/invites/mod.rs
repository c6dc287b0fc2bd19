//! The invitations, and a form for one more: `/workspace/invites`.

mod data;
mod view;

pub use data::{InviteForm, InviteRow, InviteState, InvitesPage, RoomChoice};
