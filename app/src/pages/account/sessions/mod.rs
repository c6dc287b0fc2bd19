//! Where the reader is signed in, signing in on a phone, and what others did with the account:
//! `/settings/sessions`.

mod data;
pub mod form;
mod view;

pub use data::{Device, PhoneLink, SecurityEvent, SessionRow, SessionsPage};
