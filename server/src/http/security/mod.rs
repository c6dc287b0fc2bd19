//! What a request shows of its sender: cookies, `Origin` and `Host`, forwarded addresses, the
//! browser. Decisions based on these are made elsewhere.

pub mod cookie;
pub mod cors;
pub mod forwarded;
pub mod host;
pub mod origin;
pub mod user_agent;
