//! `reacted`: somebody reacted to a message, or took that back.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::{Emoji, MemberId, MessageId, Rev, RoomId, Seq};

/// To every connection that may see the room. Its `rev` is the room's, and that of the message: a client
/// that has the one before takes it in, one that lacks some asks with `resume`. It is as small as that
/// because a whole message to every reader would not be.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reacted {
    /// Where the message was posted.
    pub room: RoomId,
    /// The revision from now on.
    pub rev: Rev,
    /// To which message.
    pub message: MessageId,
    /// Its position in the room.
    pub seq: Seq,
    /// Who reacted.
    pub member: MemberId,
    /// With what.
    pub emoji: Emoji,
    /// Whether they react so from now on.
    pub on: bool,
    /// How many do.
    pub count: u32,
}

impl Event for Reacted {
    const NAME: &'static str = "reacted";
}
