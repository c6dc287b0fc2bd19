//! What a request says about who sends it and from where: cookies, `Origin` and `Host`, forwarded
//! addresses, the browser's name. What these lead to is decided elsewhere.

pub mod cookie;
pub mod forwarded;
pub mod host;
pub mod origin;
pub mod user_agent;
