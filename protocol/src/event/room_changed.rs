//! `room_changed`: a room's name, address, topic, kind, posting or state changed.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::Room;

/// The room as it is from now on. Sent to those who are in it or watch it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RoomChanged(pub Room);

impl Event for RoomChanged {
    const NAME: &'static str = "room_changed";
}
