//! The store on real files.

pub mod erased;
mod messages;
mod model;
