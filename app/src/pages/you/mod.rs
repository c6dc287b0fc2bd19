//! What people set for themselves.

mod data;
mod passkeys;
mod password;
mod profile;
mod sessions;

pub use data::data;
pub use passkeys::passkeys;
pub use password::password;
pub use profile::profile;
pub use sessions::sessions;
