//! How texts and times are shown.

pub mod clock;
#[cfg(feature = "ssr")]
pub mod escaped;
pub mod html;
pub mod initials;
#[cfg(feature = "ssr")]
pub mod relative_time;
pub mod room_name;
pub mod sort_key;
