//! Natter's server.

pub mod store;
