//! The pages about one message.

use app::pages::{
    Document,
    form::{Form, FormState, RawForm},
    messages::{
        MessageFrame,
        delete::DeleteMessagePage,
        edit::{
            EditMessagePage,
            form::{BODY, EditMessage},
        },
        forward::{ForwardMessagePage, form::ForwardMessage},
        message::{MessagePage, MessagePowers, PollDetails, ShownReaction, Version},
        saved::{SavedMessage, SavedPage},
    },
    rooms::new_poll::{
        NewPollPage,
        form::{CreatePoll, OPTION},
    },
    rooms::pins::{PinnedMessage, PinsPage},
};
use protocol::{ClientMessageId, Message, MessageContent, Poll, PollOption, Role, Room};

use crate::{
    cast::{ada, all_rooms, at, design, grace, salaries},
    talk::message,
};

pub fn pages() -> Vec<(&'static str, Document)> {
    let written = message(design().id, 4, ada(), "On it. Two screenshots coming up.");
    let edited = Message {
        edited_at: Some(at(300_000)),
        ..written.clone()
    };
    let deleted = Message {
        content: MessageContent::Deleted,
        ..written.clone()
    };
    let powers = MessagePowers {
        edit: true,
        delete: true,
        react: true,
        remind: true,
        pin: true,
        save: true,
        forward: true,
        vote: true,
        close_poll: true,
        ..MessagePowers::default()
    };
    let undo = MessagePowers {
        restore: true,
        ..MessagePowers::default()
    };
    let asked = Message {
        content: MessageContent::Poll(Box::new(poll())),
        ..written.clone()
    };
    let client_id = ClientMessageId::parse("gallery-0002").expect("valid");
    let blank = CreatePoll::blank(&client_id, None);
    let empty = RawForm::default().with(BODY, "");
    let errors = EditMessage::parse(&empty).err().unwrap_or_default();
    let refused = FormState {
        fields: RawForm::default(),
        errors: ForwardMessage::parse(&RawForm::default())
            .err()
            .unwrap_or_default(),
    };
    vec![
        ("message", page(edited, powers, 2)),
        (
            "message-of-another",
            page(written.clone(), MessagePowers::default(), 0),
        ),
        (
            "message-deleted",
            page(deleted.clone(), MessagePowers::default(), 0),
        ),
        ("message-deleted-just-now", page(deleted, undo, 0)),
        ("message-poll", page(asked, powers, 0)),
        ("poll-new", new_poll(blank.clone())),
        ("poll-new-refused", new_poll(blank.with(OPTION, "Thursday"))),
        (
            "message-edit",
            Document::of(EditMessagePage {
                frame: frame(written.clone()),
                form: FormState {
                    fields: empty,
                    errors,
                },
            }),
        ),
        (
            "message-delete",
            Document::of(DeleteMessagePage {
                frame: frame(written.clone()),
                undo_for: std::time::Duration::from_secs(60),
            }),
        ),
        ("forward", forward(design(), FormState::default(), &written)),
        ("forward-private", forward(salaries(), refused, &written)),
        ("saved", saved(vec![written.clone()])),
        ("saved-none", saved(Vec::new())),
        ("pins", pins(vec![written.clone(), written])),
        ("pins-none", pins(Vec::new())),
    ]
}

fn page(message: Message, powers: MessagePowers, versions: i64) -> Document {
    let version = |number: i64| Version {
        text: format!("On it. {number} screenshots coming up."),
        written_at: at(number * 60_000),
    };
    let is_poll = matches!(message.content, MessageContent::Poll(_));
    Document::of(MessagePage {
        poll: is_poll.then(|| PollDetails {
            now: at(0),
            voters: [
                &["Grace Hopper"][..],
                &["Ada Lovelace", "Radia Perlman"],
                &[],
            ]
            .map(|names| names.iter().map(|name| (*name).to_owned()).collect())
            .into(),
        }),
        frame: frame(message),
        powers,
        reactions: if powers.react {
            vec![reaction("🎉", true), reaction("👀", false)]
        } else {
            Vec::new()
        },
        is_saved: powers.save,
        form: FormState::default(),
        quick: domain::reactions::quick(&[], 6),
        versions: (0..versions).map(version).collect(),
        has_more_versions: versions > 0,
    })
}

fn forward(room: Room, form: FormState, message: &Message) -> Document {
    Document::of(ForwardMessagePage {
        frame: MessageFrame {
            room,
            ..frame(message.clone())
        },
        rooms: all_rooms(),
        form,
    })
}

fn saved(messages: Vec<Message>) -> Document {
    let saved = messages.into_iter().map(|message| SavedMessage {
        message,
        room: design(),
        at: at(900_000),
    });
    Document::of(SavedPage {
        frame: crate::cast::frame(Role::Owner),
        messages: saved.collect(),
        after: 0,
        next: Some(20),
    })
}

fn pins(messages: Vec<Message>) -> Document {
    let pins = messages.into_iter().map(|message| PinnedMessage {
        message,
        by: grace(),
        at: at(900_000),
    });
    Document::of(PinsPage {
        workspace: "Harbour Works".into(),
        me: ada().id,
        room: design(),
        pins: pins.collect(),
        may_unpin: true,
        next: None,
    })
}

/// A poll in which Ada has voted.
pub fn poll() -> Poll {
    let option = |text: &str, count, mine| PollOption {
        text: text.into(),
        count,
        mine,
    };
    Poll {
        question: "When do we decide?".into(),
        options: vec![
            option("Wednesday, 14:00", 2, false),
            option(
                "Thursday, 10:00, if the room on the second floor is free",
                6,
                true,
            ),
            option("Friday, 10:00", 1, false),
        ],
        multiple: false,
        anonymous: false,
        closes_at: Some(at(8 * 3_600_000)),
        voters: 9,
    }
}

fn new_poll(fields: RawForm) -> Document {
    let errors = CreatePoll::parse(&fields).err().unwrap_or_default();
    let is_new = fields.all(OPTION).next().is_none();
    Document::of(NewPollPage {
        workspace: "Harbour Works".into(),
        me: ada().id,
        room: design(),
        form: FormState {
            fields,
            errors: if is_new { Default::default() } else { errors },
        },
    })
}

fn frame(message: Message) -> MessageFrame {
    MessageFrame {
        workspace: "Harbour Works".into(),
        me: ada().id,
        room: design(),
        message,
        next: None,
    }
}

fn reaction(emoji: &str, mine: bool) -> ShownReaction {
    ShownReaction {
        emoji: emoji.into(),
        names: vec!["Ada Lovelace".into(), "Grace Hopper".into()],
        count: 7,
        mine,
    }
}
