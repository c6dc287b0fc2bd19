//! `preference_changed`: the member changed their preference for a room on another of their
//! devices.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::RoomPreference;

/// The preference as it is from now on. Sent to the member's own connections.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PreferenceChanged(pub RoomPreference);

impl Event for PreferenceChanged {
    const NAME: &'static str = "preference_changed";
}
