//! Messages.

pub mod content;
pub mod poll;
pub mod quote;
pub mod thread;

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    ids::{ClientMessageId, MessageId, Rev, RoomId, Seq},
    limits::MAX_BODY_CHARS,
    member::Member,
    mention::MentionTarget,
    reaction::Reaction,
    time::Timestamp,
    visible,
};
pub use content::MessageContent;
pub use poll::{InvalidPoll, NewPoll, Poll, PollDraft, PollOption};
pub use quote::Quote;
pub use thread::{InThread, ThreadSummary};

/// A stored message: it is on disk and has its `seq`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Message {
    /// Assigned by the server.
    pub id: MessageId,
    /// The room that it was posted in.
    pub room: RoomId,
    /// Its position in the room.
    pub seq: Seq,
    /// The room's revision at its last change.
    pub rev: Rev,
    /// The author, with their current name.
    pub author: Member,
    /// The id that the author's client gave it.
    pub client_id: ClientMessageId,
    /// What it holds now.
    pub content: MessageContent,
    /// Its text as HTML, made by the server; left out if the text has no markup, and is shown as it
    /// is. Only elements and attributes that docs/protocol.md lists, for an element with
    /// `white-space: pre-wrap`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// Whom it mentions and so notifies, each once; left out if nobody. Not those in quotes, and not
    /// rooms.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<MentionTarget>,
    /// When the server stored it.
    pub sent_at: Timestamp,
    /// When its text was last edited; left out if it never was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Timestamp>,
    /// The message that it replies to; left out if it is no reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<Box<Quote>>,
    /// The thread that it is in; left out if it is in none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<InThread>,
    /// The thread about it; left out if there never was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replies: Option<Box<ThreadSummary>>,
    /// How people reacted to it; left out if nobody did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<Reaction>,
    /// Until when the reader, who wrote it and has deleted it, can restore it; left out for all others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo_until: Option<Timestamp>,
    /// Whether it is pinned in its room; left out if not.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub pinned: bool,
}

impl Message {
    /// Upper bound of the message's bytes in JSON, computed without encoding it.
    pub fn max_json_bytes(&self) -> usize {
        FRAME_BYTES
            + json_text_bytes(self.author.name.as_str())
            + self.content.max_json_bytes()
            + self.html.as_deref().map_or(0, json_text_bytes)
            + self.mentions.len() * MENTION_BYTES
            + self
                .reply
                .as_ref()
                .map_or(0, |quote| quote.max_json_bytes())
            + self.thread.as_ref().map_or(0, InThread::max_json_bytes)
            + self
                .replies
                .as_ref()
                .map_or(0, |replies| replies.max_json_bytes())
            + self.reactions.iter().map(reaction_bytes).sum::<usize>()
            + self.undo_until.map_or(0, |_| UNDO_BYTES)
    }

    /// Whether the room's log shows it: messages of threads are elsewhere, unless they were sent there
    /// too.
    pub fn is_in_log(&self) -> bool {
        self.thread.as_ref().is_none_or(|thread| thread.in_room)
    }
}

/// Upper bound of a message's JSON without name and text: ids, numbers, the longest client id,
/// keys.
const FRAME_BYTES: usize = 512;

/// The longest mention in JSON: `{"member":"…"},`.
const MENTION_BYTES: usize = 50;

/// The longest `undo_until` in JSON.
const UNDO_BYTES: usize = r#","undo_until":-9223372036854775808"#.len();

/// Upper bound of a reaction's JSON, with its comma.
fn reaction_bytes(reaction: &Reaction) -> usize {
    const AROUND: usize = r#"{"emoji":"","count":4294967295,"mine":true},"#.len();
    AROUND + json_text_bytes(reaction.emoji.as_str())
}

/// Bytes of a text in JSON, without its quotes.
fn json_text_bytes(text: &str) -> usize {
    let bytes = text.bytes().map(|byte| match byte {
        b'"' | b'\\' | b'\n' | b'\t' => 2,
        0..=0x1f => 6,
        _ => 1,
    });
    bytes.sum()
}

/// The text of a message: 1 to 10,000 characters, of which one at least can be [seen](visible),
/// with line breaks as `\n`, and no control characters except line break and tab.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MessageBody(Box<str>);

/// Why a text is not a [`MessageBody`]. The messages say what to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InvalidBody {
    /// Nothing in it can be seen.
    #[error("write something first: the message is empty")]
    Empty,
    /// More than [`MAX_BODY_CHARS`] characters.
    #[error("the message is too long: at most {MAX_BODY_CHARS} characters, so send it in parts")]
    TooLong,
}

impl MessageBody {
    /// Converts line breaks to `\n`, drops control characters, removes blank lines at the start and
    /// white space at the end, and checks.
    pub fn parse(text: &str) -> Result<Self, InvalidBody> {
        let text = visible::body(text);
        let body = without_blank_start(text.trim_end());
        if !visible::is_visible(body) {
            return Err(InvalidBody::Empty);
        }
        if body.chars().count() > MAX_BODY_CHARS {
            return Err(InvalidBody::TooLong);
        }
        Ok(Self(body.into()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Removes blank lines at the start, and keeps the indentation of the first other line: it may be
/// code.
fn without_blank_start(text: &str) -> &str {
    let first = text
        .find(|c: char| !c.is_whitespace())
        .unwrap_or(text.len());
    let line_start = text[..first].rfind('\n').map_or(0, |at| at + 1);
    &text[line_start..]
}

impl TryFrom<String> for MessageBody {
    type Error = InvalidBody;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<MessageBody> for String {
    fn from(body: MessageBody) -> Self {
        body.0.into()
    }
}

impl fmt::Display for MessageBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{AccountStatus, AvatarColour, DisplayName, Emoji, MemberId};

    #[test]
    fn bodies_are_trimmed_but_keep_their_first_indentation() {
        let body = MessageBody::parse("\r\n \n    indented\r\nnext \n\n").expect("valid");
        assert_eq!(body.as_str(), "    indented\nnext");
    }

    #[test]
    fn bodies_refuse_nothing_and_too_much() {
        assert_eq!(
            MessageBody::parse(&"x".repeat(MAX_BODY_CHARS + 1)),
            Err(InvalidBody::TooLong)
        );
        assert!(MessageBody::parse(&"𝕏".repeat(MAX_BODY_CHARS)).is_ok());
    }

    #[test]
    fn a_body_in_which_nothing_can_be_seen_is_empty() {
        for unseen in [
            " \n\t ",
            "\u{200B}",
            "\u{3164}",
            "\u{2800}\u{2800}",
            "\u{E0041}\u{E007F}",
            "\u{FE0F}",
            "\u{202E}\u{200F}",
            "\u{180B}",
            "\u{E0100}",
            "\u{FFFC}",
            "\u{1D159}\u{13441}",
            "\0\u{7f}\u{9f}",
            "\u{AD}\n\u{200D}\u{2028}\u{FEFF}",
        ] {
            assert_eq!(
                MessageBody::parse(unseen),
                Err(InvalidBody::Empty),
                "{unseen:?}"
            );
        }
    }

    #[test]
    fn what_nobody_sees_is_never_a_reason_to_refuse_a_body() {
        for (text, body) in [
            ("Title\u{b}sub", "Title\nsub"),
            ("one\u{c}two", "one\ntwo"),
            ("a\u{85}b\u{2028}c\u{2029}d\re\r\nf", "a\nb\nc\nd\ne\nf"),
            ("a\u{1b}[31m\0b\u{7f}\u{9b}", "a[31mb"),
            ("\u{FEFF}a\u{FFFC}b\u{E0041}", "ab"),
        ] {
            let parsed = MessageBody::parse(text).map(String::from);
            assert_eq!(parsed.as_deref(), Ok(body), "{text:?}");
        }
    }

    #[test]
    fn bodies_keep_invisible_characters_that_have_a_use() {
        for whole in [
            "a\tb",
            "auto\u{AD}bahn",
            "ไทย\u{200B}แลนด์",
            "می\u{200C}خواهم",
            "葛\u{E0100}城",
            "❤\u{FE0F} 👩\u{200D}💻",
            "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
            "⠓⠊\u{2800}⠓⠊",
            "\u{2067}שלום (v2)\u{2069}\u{200F}.",
        ] {
            let parsed = MessageBody::parse(whole).map(String::from);
            assert_eq!(parsed.as_deref(), Ok(whole));
        }
    }

    /// The longest values of everything but the texts.
    fn longest(name: &str, body: &str) -> Message {
        let id = uuid::Uuid::max();
        let name = DisplayName::parse(name).expect("valid");
        Message {
            id: MessageId(id),
            room: RoomId(id),
            seq: Seq::MAX,
            author: Member {
                colour: Some(AvatarColour::try_from(10).expect("valid")),
                account_status: AccountStatus::Deleted,
                ..Member::new(MemberId(id), name)
            },
            client_id: ClientMessageId::parse(&"x".repeat(64)).expect("valid"),
            rev: Rev::MAX,
            content: MessageContent::Text(MessageBody::parse(body).expect("valid")),
            html: Some(body.into()),
            mentions: vec![MentionTarget::Member(MemberId(id))],
            sent_at: Timestamp(i64::MIN),
            edited_at: Some(Timestamp(i64::MIN)),
            reply: None,
            thread: None,
            replies: None,
            reactions: vec![
                Reaction {
                    emoji: Emoji::parse("👨\u{200D}👩\u{200D}👧\u{200D}👦").expect("short"),
                    count: u32::MAX,
                    mine: true,
                };
                2
            ],
            undo_until: Some(Timestamp(i64::MIN)),
            pinned: true,
        }
    }

    /// The same as a reply in a thread that has a thread of its own.
    fn entangled(name: &str, body: &str) -> Message {
        let alone = longest(name, body);
        let replies = ThreadSummary {
            count: u32::MAX,
            last_at: Timestamp(i64::MIN),
            faces: vec![alone.author.clone(); crate::limits::MAX_FACES],
        };
        Message {
            reply: Some(Box::new(Quote::of(&alone))),
            thread: Some(InThread {
                root: alone.id,
                seq: Seq::MAX,
                in_room: true,
                replies: Some(Box::new(replies.clone())),
            }),
            replies: Some(Box::new(replies)),
            ..alone
        }
    }

    proptest! {
        #[test]
        fn a_message_is_never_longer_in_json_than_was_counted(
            name in "[\"\\\\a-z𝕏]{1,32}",
            body in "[\"\\\\\n\t\u{7f}-\u{9f}a-z𝕏]{0,300}x",
        ) {
            let Ok(body) = MessageBody::parse(&body) else { return Ok(()); };
            let message = longest(&name, body.as_str());
            let encoded = serde_json::to_vec(&message).expect("encodes").len();
            prop_assert!(encoded <= message.max_json_bytes());
            prop_assert!(encoded + FRAME_BYTES > message.max_json_bytes());
            let message = entangled(name.as_str(), body.as_str());
            let encoded = serde_json::to_vec(&message).expect("encodes").len();
            prop_assert!(encoded <= message.max_json_bytes());
        }

        #[test]
        fn a_valid_body_stays_as_it_is(text in any::<String>()) {
            if let Ok(body) = MessageBody::parse(&text) {
                prop_assert_eq!(MessageBody::parse(body.as_str()), Ok(body.clone()));
            }
        }
    }
}
