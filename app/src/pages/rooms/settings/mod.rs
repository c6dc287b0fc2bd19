//! The settings of one room: `/r/{slug}/settings`. Several forms on one page, each with its own result
//! and each absent where the reader may not use it.

mod data;
pub mod form;
mod view;

pub use data::{RoomPerson, RoomPowers, RoomSection, RoomSettingsPage};
