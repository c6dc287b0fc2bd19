//! The room, with all that may stand around the conversation.

use app::{
    page_data::{ComposerForm, MayPost, RoomPageData},
    pages::Document,
};
use protocol::{
    ClientMessageId, EditWindow, Level, Member, Message, MessageBody, MessageContent, MessageId,
    Rev, Role, Room, RoomPreference, Seq, TimelineId, event::HistoryPage,
};
use uuid::Uuid;

use crate::cast::{ada, all_rooms, archived, at, design, direct, former, grace, salaries};

pub fn pages() -> Vec<(&'static str, Document)> {
    vec![
        ("room", room(design(), Role::Owner, MayPost::Yes)),
        ("room-private", room(salaries(), Role::Member, MayPost::Yes)),
        ("room-direct", room(direct(), Role::Member, MayPost::Yes)),
        (
            "room-archived",
            room(archived(), Role::Member, MayPost::Archived),
        ),
        (
            "room-announcements",
            room(design(), Role::Guest, MayPost::AdminsOnly),
        ),
        (
            "room-looked-at",
            room(design(), Role::Member, MayPost::NotIn),
        ),
        ("room-visitor", room(design(), Role::Visitor, MayPost::Yes)),
    ]
}

fn room(room: Room, role: Role, may_post: MayPost) -> Document {
    let mut rooms = all_rooms();
    if role == Role::Visitor {
        rooms.truncate(2);
    }
    let set = |room: usize, favourite: bool, muted: bool| {
        let room = rooms.get(room)?.id;
        Some(RoomPreference {
            room,
            favourite,
            muted,
            level: Level::Everything,
        })
    };
    let preferences = [set(1, true, false), set(3, false, true)];
    let texts = [
        (
            grace(),
            "The new composer keeps drafts per room now. Try a reload in the middle of a sentence.",
        ),
        (grace(), "It also survives kill -9 of the server 🙂"),
        (former(), "Checked with 500 rounds: nothing lost."),
        (ada(), "On it. Two screenshots coming up."),
    ];
    let id = room.id;
    let messages = (1..).zip(texts).map(|(number, (author, text))| Message {
        pinned: number == 3,
        ..message(id, number, author, text)
    });
    let asked = Message {
        content: MessageContent::Poll(Box::new(crate::messages::poll())),
        ..message(id, 5, former(), "a poll")
    };
    Document::of(RoomPageData {
        reminders: 0,
        workspace: "Harbour Works".into(),
        me: ada(),
        role,
        preferences: preferences.into_iter().flatten().collect(),
        ignored: Vec::new(),
        rooms,
        room,
        may_post,
        timeline: TimelineId(Uuid::nil()),
        page: HistoryPage {
            messages: messages.chain([asked]).collect(),
            has_older: false,
            has_newer: false,
            head: Seq::new(5).expect("small"),
            rev: Rev::new(5).expect("small"),
        },
        is_older_page: false,
        edit_window: EditWindow::Always,
        quick: domain::reactions::quick(&[], 3),
        composer: ComposerForm {
            draft_rev: 0,
            other_draft: String::new(),
            client_id: ClientMessageId::parse("gallery-0001").expect("valid"),
            reply: None,
            in_room: false,
            text: String::new(),
            error: None,
            confirms: false,
            not_told: Vec::new(),
        },
        thread: None,
    })
}

pub fn message(room: protocol::RoomId, number: u64, author: Member, text: &str) -> Message {
    Message {
        id: MessageId(Uuid::from_u128(number.into())),
        room,
        seq: Seq::new(number).expect("small"),
        rev: Rev::new(number).expect("small"),
        author,
        client_id: ClientMessageId::parse(&format!("client-{number:04}")).expect("valid"),
        content: MessageContent::Text(MessageBody::parse(text).expect("a text")),
        html: None,
        mentions: Vec::new(),
        sent_at: at(number.cast_signed() * 60_000),
        edited_at: None,
        reply: None,
        thread: None,
        replies: None,
        reactions: Vec::new(),
        undo_until: None,
        pinned: false,
    }
}
