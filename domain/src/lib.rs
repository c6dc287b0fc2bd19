//! Rules without I/O: what may be done, what things are called, what the tutorial answers.
//!
//! Nothing here is async or knows of sockets, HTTP or SQL. The server's layers call it; it calls none
//! of them.

pub mod authorise;
pub mod copy;
pub mod display_name;
pub mod handle;
pub mod network;
pub mod search_text;
pub mod slug;
pub mod source;
pub mod token;
pub mod tutorial_text;
pub mod visitor;
