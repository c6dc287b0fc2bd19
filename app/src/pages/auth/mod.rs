//! The ways in: setting up, signing in and up, invitations and one-time links.

pub mod join;
pub mod link_device;
pub mod registration;
pub mod reset_password;
pub mod setup;
pub mod sign_in;
pub mod sign_up;
