//! What one client may cost.

mod caps;
mod connections;
mod rates;
mod sockets;
