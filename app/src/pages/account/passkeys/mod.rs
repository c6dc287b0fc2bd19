//! The reader's passkeys: `/settings/passkeys`. The script `public/passkeys.js` adds them.

mod data;
pub mod form;
mod view;

pub use data::{Confirm, PasskeyRow, PasskeysPage};
