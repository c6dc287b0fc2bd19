//! `preference_changed`: what the member wants of a room, set on another of their devices.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::RoomPreference;

/// The preference as it is from now on. Told to the member's own connections.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PreferenceChanged(pub RoomPreference);

impl Event for PreferenceChanged {
    const NAME: &'static str = "preference_changed";
}
