//! The store on real files.

mod erased;
mod messages;
mod model;
