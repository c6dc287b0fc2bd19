//! What an open page makes of events and answers, in whatever order they come. Here are the builders
//! of messages and states; [`model`] tries sequences of events at random.

mod editing;
mod events;
mod history;
mod model;
mod pending;
mod rows;
mod tombstones;

use app::{
    live::timeline::state::{Next, Pending, SendState, TimelineState},
    page_data::{ComposerForm, MayPost, RoomPageData},
};
use protocol::{
    ClientMessageId, DisplayName, EditWindow, Member, MemberId, Message, MessageBody,
    MessageContent, MessageId, Posting, Rev, Role, Room, RoomHead, RoomId, RoomKind, RoomName, Seq,
    Slug, TimelineId, Timestamp,
    event::{HistoryPage, Missed, ResumedRoom},
};
use uuid::Uuid;

const MINUTE: i64 = 60_000;
/// 2026-11-24, 12:00 UTC.
const NOON: i64 = 1_795_521_600_000;

fn seq(value: u64) -> Seq {
    Seq::new(value).expect("small")
}

fn rev(value: u64) -> Rev {
    Rev::new(value).expect("small")
}

/// Where a room stands in which nothing was changed.
fn head(value: u64) -> RoomHead {
    RoomHead {
        room: room(),
        seq: seq(value),
        rev: rev(value),
    }
}

fn timeline(number: u128) -> TimelineId {
    TimelineId(Uuid::from_u128(number))
}

fn text(words: &str) -> MessageContent {
    MessageContent::Text(MessageBody::parse(words).expect("valid"))
}

fn member(id: u128, name: &str) -> Member {
    Member::new(
        MemberId(Uuid::from_u128(id)),
        DisplayName::parse(name).expect("valid"),
    )
}

fn ada() -> Member {
    member(1, "Ada")
}

fn room() -> RoomId {
    RoomId(Uuid::from_u128(9))
}

fn message_at(number: u64, author: &Member, sent_at: i64) -> Message {
    Message {
        id: MessageId(Uuid::from_u128(number.into())),
        room: room(),
        seq: seq(number),
        rev: rev(number),
        author: author.clone(),
        client_id: ClientMessageId::parse(&format!("client-{number:05}")).expect("valid"),
        content: text(&format!("message {number}")),
        html: None,
        mentions: Vec::new(),
        sent_at: Timestamp(sent_at),
        edited_at: None,
        reply: None,
        thread: None,
        replies: None,
        reactions: Vec::new(),
        undo_until: None,
        pinned: false,
    }
}

/// Message of Ada (even numbers) or Grace (odd ones).
fn message(number: u64) -> Message {
    let author = if number.is_multiple_of(2) {
        ada()
    } else {
        member(2, "Grace")
    };
    message_at(number, &author, NOON + number.cast_signed() * MINUTE)
}

/// The same, edited at a revision.
fn edited(number: u64, at: u64) -> Message {
    Message {
        rev: rev(at),
        content: text(&format!("message {number}, edited at {at}")),
        edited_at: Some(Timestamp(NOON)),
        ..message(number)
    }
}

/// What a server answers in whose room nothing was changed.
fn missed(state: &mut TimelineState, messages: impl IntoIterator<Item = u64>, to: u64) -> Next {
    let messages = messages.into_iter().map(message).collect();
    resumed(state, Missed::Messages(messages), to, to)
}

fn resumed(state: &mut TimelineState, missed: Missed, to: u64, at: u64) -> Next {
    let held = state.held();
    let resumed = ResumedRoom {
        room: room(),
        head: seq(to),
        rev: rev(at),
        missed,
        more: false,
    };
    state.resumed(held, resumed)
}

fn page(from: u64, to: u64, head: u64) -> HistoryPage {
    HistoryPage {
        messages: (from..=to).map(message).collect(),
        has_older: from > 1,
        has_newer: to < head,
        head: seq(head),
        rev: rev(head),
    }
}

fn state(from: u64, to: u64) -> TimelineState {
    TimelineState::new(&page_data(from, to))
}

fn page_data(from: u64, to: u64) -> RoomPageData {
    RoomPageData {
        reminders: 0,
        workspace: "Harbour Works".into(),
        me: ada(),
        role: Role::Member,
        rooms: Vec::new(),
        preferences: Vec::new(),
        ignored: Vec::new(),
        room: Room {
            id: room(),
            slug: Slug::lobby(),
            name: RoomName::parse("lobby").expect("valid"),
            topic: String::new(),
            kind: RoomKind::Open,
            posting: Posting::All,
            state: protocol::RoomState::Active,
            people: Vec::new(),
            pins: 0,
        },
        may_post: MayPost::Yes,
        timeline: timeline(1),
        page: page(from, to, to),
        is_older_page: false,
        edit_window: EditWindow::Always,
        quick: Vec::new(),
        composer: ComposerForm {
            draft_rev: 0,
            other_draft: String::new(),
            client_id: ClientMessageId::parse("form-00001").expect("valid"),
            reply: None,
            in_room: false,
            text: String::new(),
            error: None,
            confirms: false,
            not_told: Vec::new(),
        },
        thread: None,
    }
}

fn numbers(state: &TimelineState) -> Vec<u64> {
    state
        .messages()
        .iter()
        .map(|message| message.seq.get())
        .collect()
}

fn pending(number: u64) -> Pending {
    let message = message(number);
    Pending {
        client_id: message.client_id,
        body: MessageBody::parse(message.content.text().expect("a text")).expect("valid"),
        reply: None,
        written_at: NOON,
        send_state: SendState::Sending,
    }
}
