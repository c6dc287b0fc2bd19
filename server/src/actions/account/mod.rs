//! What people do with their own account: sessions, and what is downloaded.

pub mod downloads;
pub mod export;
pub mod sessions;
