//! What the list of messages shows: messages grouped by author, and days between them. Pure.

use protocol::{
    ClientMessageId, EditWindow, Member, MemberId, Message, MessageContent, MessageId, Poll, Quote,
    Reaction, ThreadSummary,
};

use super::state::{Pending, SendState, TimelineState};
use crate::text::{
    clock::{self, Zone},
    html,
};

/// Messages of one author within this time are grouped, in milliseconds.
const GROUP_MS: i64 = 5 * 60 * 1000;

/// No zone changes its day within one, so a day is worked out once for each.
const QUARTER_HOUR_MS: i64 = 15 * 60 * 1000;

/// A row of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Row {
    /// A new day begins; this is its name.
    Day(String),
    Message(Box<MessageRow>),
}

/// What a row is, whatever it shows: each is there once. A message is the same row before and after
/// it is stored.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum RowKey {
    Day(String),
    Message(MemberId, ClientMessageId),
}

impl Row {
    pub fn key(&self) -> RowKey {
        match self {
            Self::Day(day) => RowKey::Day(day.clone()),
            Self::Message(row) => RowKey::Message(row.author.id, row.client_id.clone()),
        }
    }
}

/// A message as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MessageRow {
    pub client_id: ClientMessageId,
    pub author: Member,
    /// Whether it follows an earlier one of the same author.
    pub grouping: Grouping,
    /// What it holds.
    pub content: RowContent,
    /// When, in ms since 1970.
    pub sent_at: i64,
    /// Whether it is stored.
    pub state: RowState,
    /// Whether its text is shown at once.
    pub fold: Fold,
    pub reactions: Vec<Reaction>,
    pub is_pinned: bool,
    /// Whether the reader wrote it.
    pub is_own: bool,
    /// How long what one wrote can be edited.
    pub edit_window: EditWindow,
    /// What it replies to.
    pub reply: Option<ReplyRow>,
    /// The thread about it.
    pub thread: Option<ThreadRow>,
}

/// The thread about a message, as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ThreadRow {
    /// The message's id.
    pub root: MessageId,
    pub replies: Box<ThreadSummary>,
}

/// The message that another one replies to, as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReplyRow {
    pub quote: Quote,
    /// Whether it is in the list too.
    pub is_shown: bool,
}

/// What a message holds, as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RowContent {
    /// As HTML.
    Text {
        html: String,
        is_edited: bool,
    },
    Deleted {
        /// Its id, if the reader can restore it.
        undo: Option<MessageId>,
    },
    Poll {
        id: MessageId,
        poll: Box<Poll>,
    },
    /// The reader is editing it.
    Editing {
        id: MessageId,
        /// As it was written.
        text: String,
    },
}

/// Whether a message's text is shown at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fold {
    Open,
    /// The reader ignores its author: the text is there when it is asked for.
    Folded,
}

/// Whether a message shows its author.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Grouping {
    First,
    /// It follows one that does.
    Continued,
}

/// Whether a message is stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RowState {
    /// It is on the server's disk.
    Sent {
        id: MessageId,
        seq: u64,
    },
    Sending,
    /// Refused, for this reason.
    Failed(String),
}

/// The rows of a room: what is stored by position, then what is pending. Times do not decide where a
/// message is, as clocks may be wrong: a day is named once, when its first message comes.
pub fn rows(state: &TimelineState, zone: Zone) -> Vec<Row> {
    let sent = state
        .messages()
        .iter()
        .filter(|message| state.shows(message))
        .map(|message| (message.sent_at.millis(), sent_row(state, message)));
    // By the clock of this device; it cannot have been before what is above it.
    let last_sent = state.messages().back();
    let last_sent = last_sent.map_or(i64::MIN, |message| message.sent_at.millis());
    let pending = state
        .pending()
        .iter()
        .map(|one| (one.written_at.max(last_sent), pending_row(state, one)));
    let mut rows: Vec<Row> = Vec::with_capacity(state.messages().len() + 8);
    let mut days: Vec<String> = Vec::new();
    let mut quarter = None;
    let mut before: Option<(MemberId, i64)> = None;
    for (at, mut row) in sent.chain(pending) {
        if quarter.replace(at.div_euclid(QUARTER_HOUR_MS)) != Some(at.div_euclid(QUARTER_HOUR_MS)) {
            let day = clock::day(at, zone);
            if !days.contains(&day) {
                days.push(day.clone());
                rows.push(Row::Day(day));
                before = None;
            }
        }
        // A line without an author, that belongs to no group.
        let is_deleted = matches!(row.content, RowContent::Deleted { .. });
        let is_continued = before.is_some_and(|(author, earlier)| {
            author == row.author.id
                && row.reply.is_none()
                && (0..GROUP_MS).contains(&(at - earlier))
        });
        if is_deleted || is_continued {
            row.grouping = Grouping::Continued;
        }
        before = (!is_deleted).then_some((row.author.id, at));
        // In a thread only the root has one, which is not shown beside itself.
        let thread = if state.root().is_some() {
            row.thread.take()
        } else {
            None
        };
        rows.push(Row::Message(Box::new(row)));
        if let Some(thread) = thread.filter(|thread| thread.replies.count > 0) {
            rows.push(Row::Day(reply_count(thread.replies.count)));
            before = None;
        }
    }
    rows
}

/// "3 replies".
pub fn reply_count(replies: u32) -> String {
    match replies {
        1 => "1 reply".into(),
        more => format!("{more} replies"),
    }
}

fn sent_row(state: &TimelineState, message: &Message) -> MessageRow {
    MessageRow {
        client_id: message.client_id.clone(),
        author: message.author.clone(),
        grouping: Grouping::First,
        content: match &message.content {
            MessageContent::Text(body) if state.editing() == Some(message.id) => {
                RowContent::Editing {
                    id: message.id,
                    text: body.as_str().to_owned(),
                }
            }
            MessageContent::Text(body) => RowContent::Text {
                html: message.html.as_deref().map_or_else(
                    || html::escaped(body.as_str()),
                    |html| marked(html, state.me().id),
                ),
                is_edited: message.edited_at.is_some(),
            },
            MessageContent::Poll(poll) => RowContent::Poll {
                id: message.id,
                poll: poll.clone(),
            },
            MessageContent::Deleted => RowContent::Deleted {
                undo: message.undo_until.map(|_| message.id),
            },
        },
        sent_at: message.sent_at.millis(),
        state: RowState::Sent {
            id: message.id,
            seq: message.seq.get(),
        },
        reactions: message.reactions.clone(),
        is_pinned: message.pinned,
        is_own: message.author.id == state.me().id,
        edit_window: state.edit_window(),
        fold: if state.ignores(message.author.id) {
            Fold::Folded
        } else {
            Fold::Open
        },
        reply: message.reply.as_deref().map(|quote| reply(state, quote)),
        thread: message.replies.clone().map(|replies| ThreadRow {
            root: message.id,
            replies,
        }),
    }
}

/// A message's HTML, in which mentions of the reader have a class of their own.
fn marked(html: &str, me: MemberId) -> String {
    if !html.contains("data-member=") {
        return html.to_owned();
    }
    let me = me.to_string();
    let mention = |class: &str| ["<a class=\"", class, "\" data-member=\"", &me, "\""].concat();
    html.replace(&mention("mention"), &mention("mention me"))
}

fn reply(state: &TimelineState, quote: &Quote) -> ReplyRow {
    let messages = state.messages();
    let found = messages.binary_search_by_key(&quote.seq, |one| one.seq);
    ReplyRow {
        quote: quote.clone(),
        is_shown: found.is_ok(),
    }
}

fn pending_row(state: &TimelineState, pending: &Pending) -> MessageRow {
    MessageRow {
        client_id: pending.client_id.clone(),
        author: state.me().clone(),
        grouping: Grouping::First,
        content: RowContent::Text {
            html: html::escaped(pending.body.as_str()),
            is_edited: false,
        },
        sent_at: pending.written_at,
        fold: Fold::Open,
        reactions: Vec::new(),
        is_pinned: false,
        is_own: true,
        edit_window: EditWindow::Always,
        reply: pending.reply.as_ref().map(|quote| reply(state, quote)),
        thread: None,
        state: match &pending.send_state {
            SendState::Sending => RowState::Sending,
            SendState::Failed(reason) => RowState::Failed(reason.clone()),
        },
    }
}
