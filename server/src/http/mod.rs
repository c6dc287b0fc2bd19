//! Pages, forms, files and health checks over HTTP, by feature: each has a router that names address,
//! action and handler. Handlers call [`actions`](crate::actions) and contain no rules of their own.

mod account;
pub mod assets;
pub mod auth;
pub mod client_address;
mod download;
mod error;
mod extract;
mod headers;
mod health;
mod later;
mod messages;
mod origin;
mod pages;
mod people;
mod redirect;
mod request_limit;
mod rooms;
mod router;
mod routes;
pub mod security;
mod state;
pub mod untrusted_proxy;
mod viewer;
mod workspace;

pub use router::{router, routes};
pub use routes::Route;
pub use state::HttpState;
