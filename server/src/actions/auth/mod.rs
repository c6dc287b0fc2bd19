//! Getting in: set-up, signing in and up, invitations, one-time links, passkeys, visitors.

pub mod accounts;
pub mod joining;
pub mod links;
pub mod passkeys;
pub mod password_choice;
pub mod reauthentication;
pub mod replays;
pub mod sign_in_throttle;
pub mod visitor_caps;
pub mod visitors;
