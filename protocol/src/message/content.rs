//! What a message holds.

use serde::{Deserialize, Serialize};

use super::{MessageBody, Poll, json_text_bytes};

/// What a message holds. In JSON `{"text": "…"}`, `{"poll": {…}}` or `"deleted"`; there will be other
/// kinds, and clients show those that they do not know as such.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageContent {
    /// What the author wrote.
    Text(MessageBody),
    /// A question with answers to choose from.
    Poll(Box<Poll>),
    /// It was deleted: it keeps its `seq`, and its text is gone.
    Deleted,
}

impl MessageContent {
    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(body) => Some(body.as_str()),
            Self::Poll(_) | Self::Deleted => None,
        }
    }

    /// What it says in one text: of a poll, what it asks.
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Text(body) => Some(body.as_str()),
            Self::Poll(poll) => Some(&poll.question),
            Self::Deleted => None,
        }
    }

    /// Upper bound of its bytes in JSON.
    pub(super) fn max_json_bytes(&self) -> usize {
        match self {
            Self::Text(body) => json_text_bytes(body.as_str()),
            Self::Poll(poll) => poll.max_json_bytes(),
            Self::Deleted => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NewPoll, PollDraft};

    #[test]
    fn content_reads_as_documented() {
        let text = MessageContent::Text(MessageBody::parse("hi").expect("valid"));
        let poll = NewPoll::parse(PollDraft {
            question: "Tea?".into(),
            options: vec!["Yes".into(), "No".into()],
            ..PollDraft::default()
        });
        let poll = MessageContent::Poll(Box::new(Poll::from(&poll.expect("valid"))));
        for (content, json) in [
            (text, r#"{"text":"hi"}"#),
            (
                poll,
                r#"{"poll":{"question":"Tea?","options":[{"text":"Yes","count":0},{"text":"No","count":0}],"voters":0}}"#,
            ),
            (MessageContent::Deleted, r#""deleted""#),
        ] {
            assert_eq!(serde_json::to_string(&content).ok().as_deref(), Some(json));
            assert_eq!(serde_json::from_str(json).ok(), Some(content));
        }
    }
}
