//! How many connections there may be, of all kinds, and who gives way when there are as many.
//!
//! [`caps`] counts by nested networks; [`admission`] is asked before a TCP connection gets any work,
//! and [`requests`] before a request that a trusted proxy passes on; [`open_files`] fits the caps
//! under what the system allows. Socket.IO's own count, with the half that is kept for those with a
//! session, is in `realtime/connections`.

pub(crate) mod admission;
pub mod caps;
pub(crate) mod open_files;
pub mod requests;
