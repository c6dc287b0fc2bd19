//! How texts and times are shown.

pub mod clock;
pub mod initials;
pub mod links;
