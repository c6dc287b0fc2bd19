//! Signing in by handle and password or by passkey: `/sign-in`. Also tells what becomes of what the
//! browser stores for a member whose session has ended.

mod data;
pub mod form;
mod view;

pub use data::{LobbyAccess, LocalData, SignInPage, SignUpAccess};
