//! What is said over sockets.

mod chat;
mod lagging;
mod races;
mod transports;
mod tutorial;
