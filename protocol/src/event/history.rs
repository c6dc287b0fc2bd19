//! `history`: a page of older or newer messages.

use serde::{Deserialize, Serialize};

use super::{Event, Request};
use crate::{Message, RoomId, Seq, limits::DEFAULT_HISTORY};

/// Asks for one page of a room's messages.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HistoryRequest {
    /// The room.
    pub room: RoomId,
    /// Where the page lies; the latest messages when left out.
    #[serde(default)]
    pub at: Cursor,
    /// How many at most, 1 to [`MAX_HISTORY`](crate::limits::MAX_HISTORY); more is cut to that. Long
    /// messages are fewer: as many as fit into
    /// [`MAX_ANSWER_BYTES`](crate::limits::MAX_ANSWER_BYTES), one at least.
    #[serde(default = "default_limit")]
    pub limit: u32,
}

const fn default_limit() -> u32 {
    DEFAULT_HISTORY
}

/// Where a page of history lies. In JSON `"latest"`, `{"before": 51}` or `{"after": 120}`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cursor {
    /// The last messages of the room.
    #[default]
    Latest,
    /// The messages right before this place.
    Before(Seq),
    /// The messages right after this place.
    After(Seq),
}

/// Messages in ascending order of `seq`, without gaps, right before or after what was asked for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HistoryPage {
    /// The page.
    pub messages: Vec<Message>,
    /// Whether there are messages before the first of the page.
    pub has_older: bool,
    /// Place of the room's last message when the page was read.
    pub head: Seq,
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
    }
}
