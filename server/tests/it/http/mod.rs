//! What each address of the server promises.

mod downloads;
mod hosts;
mod methods;
mod other_origins;
mod proxy;
mod setup;
mod surface;
