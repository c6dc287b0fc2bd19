//! `room_changed`: a room is called, or used, in another way.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::Room;

/// The room as it is from now on, to those who are in it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RoomChanged(pub Room);

impl Event for RoomChanged {
    const NAME: &'static str = "room_changed";
}
