//! `history`: a page of older or newer messages.

use serde::{Deserialize, Serialize};

use super::{Event, Request};
use crate::{Message, MessageId, Rev, RoomId, Seq, limits::DEFAULT_HISTORY};

/// Asks for one page of a room's messages.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HistoryRequest {
    /// The room.
    pub room: RoomId,
    /// Where the page is; the latest messages if left out.
    #[serde(default)]
    pub at: Cursor,
    /// How many messages at most, 1 to [`MAX_HISTORY`](crate::limits::MAX_HISTORY); larger values
    /// are clamped. If messages are long, there are fewer: as many as fit into
    /// [`MAX_ANSWER_BYTES`](crate::limits::MAX_ANSWER_BYTES), at least one.
    #[serde(default = "default_limit")]
    pub limit: u32,
    /// Which of the room's messages; all if left out.
    #[serde(default, skip_serializing_if = "Part::is_all")]
    pub part: Part,
}

const fn default_limit() -> u32 {
    DEFAULT_HISTORY
}

/// Where a page of history is. In JSON `"latest"`, `{"before": 51}`, `{"after": 120}` or
/// `{"around": 80}`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cursor {
    /// The last messages of the room.
    #[default]
    Latest,
    /// The messages right before this `seq`.
    Before(Seq),
    /// The messages right after this `seq`.
    After(Seq),
    /// The message with this `seq`, with those before and after it.
    Around(Seq),
}

/// A part of a room's messages. In JSON `"all"`, `"log"` or `{"thread": id}`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Every message.
    #[default]
    All,
    /// The room's log: messages of threads only if they were sent to the room too.
    Log,
    /// The thread about this message: the message itself, and those of its thread.
    Thread(MessageId),
}

impl Part {
    /// Whether it is all of the room.
    pub const fn is_all(&self) -> bool {
        matches!(self, Self::All)
    }

    /// Whether a message of the room is in it.
    pub fn has(&self, message: &Message) -> bool {
        match self {
            Self::All => true,
            Self::Log => message.is_in_log(),
            Self::Thread(root) => {
                message.id == *root || message.thread.as_ref().is_some_and(|one| one.root == *root)
            }
        }
    }
}

/// The answer to [`HistoryRequest`]: messages of the part in ascending order of `seq`, none left out,
/// right before, after or around the cursor.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HistoryPage {
    /// The messages of the page.
    pub messages: Vec<Message>,
    /// Whether there are messages before the first one of the page.
    pub has_older: bool,
    /// Whether there are messages after the last one of the page.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub has_newer: bool,
    /// `seq` of the room's last message when the page was read.
    pub head: Seq,
    /// The room's revision then: the page has all changes up to it.
    pub rev: Rev,
}

impl Event for HistoryRequest {
    const NAME: &'static str = "history";
}

impl Request for HistoryRequest {
    type Reply = HistoryPage;
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn a_cursor_reads_as_documented() {
        let room = "0190b1c2-0000-7000-8000-000000000000";
        let plain: HistoryRequest = from_value(json!({"room": room})).expect("reads");
        assert_eq!((plain.at, plain.limit), (Cursor::Latest, DEFAULT_HISTORY));
        let before: HistoryRequest =
            from_value(json!({"room": room, "at": {"before": 51}, "limit": 10})).expect("reads");
        assert_eq!(before.at, Cursor::Before(Seq::new(51).expect("small")));
        let around: HistoryRequest =
            from_value(json!({"room": room, "at": {"around": 80}})).expect("reads");
        assert_eq!(around.at, Cursor::Around(Seq::new(80).expect("small")));
        assert_eq!(before.part, Part::All);
        let thread: HistoryRequest =
            from_value(json!({"room": room, "part": {"thread": room}})).expect("reads");
        assert!(matches!(thread.part, Part::Thread(_)));
    }
}
