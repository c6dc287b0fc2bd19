//! A one-time link that signs in on another device: `/link/{code}`.

mod data;
pub mod form;
mod view;

pub use data::LinkDevicePage;
