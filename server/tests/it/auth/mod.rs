//! Getting in: sign-in, sessions, passkeys, links, and visitors.

mod invites;
mod links;
mod passkeys;
mod password_strength;
mod sessions;
mod sign_in;
mod visitors;
