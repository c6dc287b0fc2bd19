//! What stands around the conversation.

mod connection_status;
mod header;
pub mod icon;
mod me;
mod room_links;
mod sidebar;

pub use connection_status::ConnectionStatus;
pub use header::RoomHeader;
pub use sidebar::Sidebar;
