//! What people set for themselves: `/settings`.

mod data;
mod passkeys;
mod password;
mod profile;
mod sessions;

pub use data::{DataPage, MayDelete};
pub use passkeys::{Confirm, PasskeyRow, PasskeysPage};
pub use password::PasswordPage;
pub use profile::ProfilePage;
pub use sessions::{Device, PhoneLink, SecurityEvent, SessionRow, SessionsPage};
