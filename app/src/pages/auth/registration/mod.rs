//! The fields of a new account, wherever one is made: in an invitation, at sign-up, at setup.

mod data;
mod form;
mod view;

pub use data::EmailNeed;
pub use form::{AccountFields, EMAIL, HANDLE, NAME, PASSWORD};
pub use view::{fields, name_and_handle, own_time_zone};
