//! Caps on connections of all kinds, and which are closed when a cap is reached.
//!
//! [`caps`] counts by nested networks; [`admission`] is checked before a TCP connection gets any
//! work, and [`requests`] before a request that a trusted proxy passes on; [`open_files`] fits the
//! caps to what the operating system allows. The caps on Socket.IO connections, with the half
//! reserved for those with a session, are in `realtime/connections`.

pub(crate) mod admission;
pub mod caps;
pub(crate) mod open_files;
pub mod requests;
