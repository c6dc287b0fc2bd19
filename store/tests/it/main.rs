//! The store on real files, without the server: what it promises to those who send and to those who
//! read. One program, as each would link SQLite anew.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod messages;
mod model;
mod query_plans;
mod support;
