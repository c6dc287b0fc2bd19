//! Rules without I/O: permissions, names and handles, networks, what messages become, and the
//! text of the tutorial.
//!
//! Nothing here is async or knows of sockets, HTTP or SQL. The server's layers call this crate; it
//! calls none of them.

pub mod authorise;
pub mod command;
pub mod copy;
pub mod display_name;
pub mod email;
pub mod emoji_search;
pub mod fold;
pub mod forward;
pub mod handle;
pub mod joining;
pub mod later;
pub mod local_time;
pub mod markup;
pub mod network;
pub mod reactions;
pub mod search_text;
pub mod slug;
pub mod source;
pub mod time_zone;
pub mod token;
pub mod tutorial_text;
pub mod visitor;
