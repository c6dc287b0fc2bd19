//! Rules without I/O: what may be done, what things are called, what the tutorial answers. Nothing
//! here is async or knows of sockets, HTTP or SQL; everything else may call it.

pub mod authorise;
pub mod device;
pub mod forwarded;
pub mod handle_rules;
pub mod host;
pub mod name_rules;
pub mod network;
pub mod origin;
pub mod qr;
pub mod search_text;
pub mod session_cookie;
pub mod slugs;
pub mod source;
pub mod token;
pub mod tutorial_text;
pub mod visitor;
pub mod words;
