//! A new direct or group message: `/direct/new`. People are ticked in a list that can be searched.

mod data;
pub mod form;
mod view;

pub use data::{NewDirectPage, PersonChoice};
