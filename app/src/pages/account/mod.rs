//! What people set for themselves: `/settings`.

pub mod own_data;
pub mod passkeys;
pub mod password;
pub mod profile;
pub mod sessions;
pub mod visitor_name;
