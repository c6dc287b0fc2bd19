//! What tests, benches and torture do alike: start a server as a process, send it HTTP and bytes of
//! WebSockets, set its workspace up and let people in. It knows the server by what it says over the
//! network alone, and never waits without a limit.
//!
//! Not in here: what one of them needs alone (the faults of torture, the counting clients of bench,
//! whose loops are what is measured), and anything that links the server.

mod error;
pub mod http;
pub mod people;
pub mod process;
pub mod websocket;

pub use error::{Error, PATIENCE, within};
