//! What each address of the server promises.

mod downloads;
mod hosts;
mod other_origins;
mod proxy;
mod surface;
