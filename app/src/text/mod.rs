//! How texts and times are shown.

#[cfg(feature = "ssr")]
pub mod ago;
pub mod clock;
pub mod initials;
pub mod links;
pub mod room_name;
