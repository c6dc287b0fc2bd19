//! What the list of messages shows: messages grouped by author, and days between them. Pure.

use protocol::{Member, Message, MessageContent};

use super::state::{Pending, SendState, TimelineState};
use crate::text::clock::{self, Zone};

/// Messages of one author within this time stand together, in milliseconds.
const GROUP_MS: i64 = 5 * 60 * 1000;

/// A row of the list. Equal rows look alike, so a row is its own key.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Row {
    /// A new day begins; this is its name.
    Day(String),
    Message(Box<MessageRow>),
}

/// A message as it is shown.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct MessageRow {
    pub author: Member,
    /// Whether it stands under an earlier one of the same author.
    pub grouping: Grouping,
    /// What it holds.
    pub content: RowContent,
    /// When, in ms since 1970.
    pub sent_at: i64,
    /// Whether it is stored.
    pub state: RowState,
    /// Whether its text is shown at once.
    pub fold: Fold,
}

/// What a message holds, as it is shown.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum RowContent {
    Text { text: String, is_edited: bool },
    Deleted,
}

/// Whether a message's text is shown at once.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Fold {
    Open,
    /// The reader ignores its author: the text is there when it is asked for.
    Folded,
}

/// Whether a message shows its author.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Grouping {
    First,
    /// It follows one that does.
    Continued,
}

/// Whether a message is stored.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum RowState {
    /// It is on the server's disk; its `seq`.
    Sent(u64),
    /// On its way; its client id.
    Sending(String),
    /// Refused, with the client id and the reason.
    Failed(String, String),
}

/// The rows of a room.
pub fn rows(state: &TimelineState, zone: Zone) -> Vec<Row> {
    let sent = state
        .messages()
        .iter()
        .map(|message| sent_row(state, message));
    let pending = state
        .pending()
        .iter()
        .map(|one| pending_row(state.me(), one));
    let mut rows: Vec<Row> = Vec::with_capacity(state.messages().len() + 8);
    let mut before: Option<(Member, i64, String)> = None;
    for mut row in sent.chain(pending) {
        let day = clock::day(row.sent_at, zone);
        let same_day = before
            .as_ref()
            .is_some_and(|(_, _, earlier)| *earlier == day);
        if !same_day {
            rows.push(Row::Day(day.clone()));
        }
        let follows = before.as_ref().is_some_and(|(author, at, _)| {
            same_day && author.id == row.author.id && (0..GROUP_MS).contains(&(row.sent_at - at))
        });
        if follows {
            row.grouping = Grouping::Continued;
        }
        before = Some((row.author.clone(), row.sent_at, day));
        rows.push(Row::Message(Box::new(row)));
    }
    rows
}

fn sent_row(state: &TimelineState, message: &Message) -> MessageRow {
    MessageRow {
        author: message.author.clone(),
        grouping: Grouping::First,
        content: match &message.content {
            MessageContent::Text(body) => RowContent::Text {
                text: body.to_string(),
                is_edited: message.edited_at.is_some(),
            },
            MessageContent::Deleted => RowContent::Deleted,
        },
        sent_at: message.sent_at.millis(),
        state: RowState::Sent(message.seq.get()),
        fold: if state.ignores(message.author.id) {
            Fold::Folded
        } else {
            Fold::Open
        },
    }
}

fn pending_row(me: &Member, pending: &Pending) -> MessageRow {
    let id = pending.client_id.to_string();
    MessageRow {
        author: me.clone(),
        grouping: Grouping::First,
        content: RowContent::Text {
            text: pending.body.to_string(),
            is_edited: false,
        },
        sent_at: pending.written_at,
        fold: Fold::Open,
        state: match &pending.send_state {
            SendState::Sending => RowState::Sending(id),
            SendState::Failed(reason) => RowState::Failed(id, reason.clone()),
        },
    }
}
