use protocol::{Room, RoomKind};

use crate::pages::{form::FormState, messages::MessageFrame};

#[derive(Clone, PartialEq, Debug)]
pub struct ForwardMessagePage {
    pub frame: MessageFrame,
    /// The rooms in which the reader may post.
    pub rooms: Vec<Room>,
    pub form: FormState,
}

impl ForwardMessagePage {
    /// Whether not everyone sees the message's room.
    pub(super) fn is_from_hidden_room(&self) -> bool {
        matches!(
            self.frame.room.kind,
            RoomKind::Private | RoomKind::Direct | RoomKind::Group
        )
    }
}
