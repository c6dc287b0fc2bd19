//! How texts and times are shown.

pub mod clock;
#[cfg(feature = "ssr")]
pub mod escaped;
pub mod initials;
pub mod links;
mod punctuation;
#[cfg(feature = "ssr")]
pub mod relative_time;
pub mod room_name;
pub mod sort_key;
