//! The server as its clients see it: over HTTP, over sockets, at the command line and on disk. One
//! program, as each would link the server anew.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod auth;
mod erased;
mod http;
mod later;
mod limits;
mod log_secrets;
mod people;
mod permissions;
mod process;
mod realtime;
mod rooms;
mod support;
mod workspace;
