//! A one-time link that signs in on another device: `/link/{code}`.

mod data;
mod view;

pub use data::LinkDevicePage;
