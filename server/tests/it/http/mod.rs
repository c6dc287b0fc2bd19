//! What each address of the server promises.

mod downloads;
mod hosts;
mod proxy;
mod surface;
