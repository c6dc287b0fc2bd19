//! How texts and times are shown.

#[cfg(feature = "ssr")]
pub mod ago;
pub mod clock;
#[cfg(feature = "ssr")]
pub mod escaped;
pub mod initials;
pub mod links;
pub mod room_name;
