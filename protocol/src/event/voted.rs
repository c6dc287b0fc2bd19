//! `voted`: somebody chose answers of a poll, or took that back.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::{MessageId, Rev, RoomId, Seq};

/// To every connection that may see the room; it says how many chose what, and not who. Its `rev` is
/// the room's, and that of the message: a client that has the one before takes it in, one that lacks
/// some asks with `resume`.
///
/// The connections of whoever voted get it twice: first with `mine`, and then as all others, which is
/// nothing new to them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Voted {
    /// Where the poll was posted.
    pub room: RoomId,
    /// The revision from now on.
    pub rev: Rev,
    /// Which poll.
    pub message: MessageId,
    /// Its position in the room.
    pub seq: Seq,
    /// How many chose each answer, in the order of the answers.
    pub counts: Vec<u32>,
    /// How many people voted.
    pub voters: u32,
    /// What the reader has chosen: only to whoever voted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mine: Option<Vec<u8>>,
}

impl Event for Voted {
    const NAME: &'static str = "voted";
}
