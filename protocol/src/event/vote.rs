//! `vote`: choose answers of a poll.

use serde::{Deserialize, Serialize};

use super::{Event, Request};
use crate::{MessageId, Rev};

/// Says the whole choice, which takes the place of an earlier one. The same again changes nothing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct VoteRequest {
    /// Which poll.
    pub message: MessageId,
    /// The positions of the answers; none takes the vote back.
    pub options: Vec<u8>,
}

impl Event for VoteRequest {
    const NAME: &'static str = "vote";
}

impl Request for VoteRequest {
    type Reply = VoteReply;
}

/// The ack of [`VoteRequest`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct VoteReply {
    /// The message's revision.
    pub rev: Rev,
}
