//! Events that are published once they are committed, in commit order.

use protocol::{
    Member, MemberId, Message, Room, RoomId, RoomPreference,
    event::{DraftChanged, Reacted, ReminderDue, RemindersChanged, ScheduledChanged, Voted},
};
use serde::{Deserialize, Serialize};

use crate::{Lobby, SessionId, Workspace};

/// Version of the data that a registering socket reads: incremented by each change of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Epoch(pub u64);

/// A committed event.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CommittedEvent {
    /// The epoch after this commit.
    pub epoch: Epoch,
    pub event: StoreEvent,
}

/// What was committed, for the fan-out to publish.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoreEvent {
    /// A new message.
    Message(Message),
    /// A message was edited or deleted: as it is now.
    MessageChanged(Message),
    /// Somebody reacted to a message, or took that back.
    Reacted(Reacted),
    /// Somebody voted in a poll, or took that back. What they chose is for them alone.
    Voted {
        voted: Voted,
        by: MemberId,
        choice: Vec<u8>,
    },
    /// A member's profile changed, for the people in these rooms.
    MemberChanged {
        /// The new profile.
        member: Member,
        /// The rooms that they are in.
        rooms: Vec<RoomId>,
    },
    /// Somebody joined or was added to a room.
    Joined { member: Member, room: Room },
    /// Somebody is no longer in a room.
    Left { member: MemberId, room: RoomId },
    /// A new open room, which everyone in the workspace is in.
    RoomOpened(Room),
    /// A room's name, address, topic, kind, posting or state changed.
    RoomChanged(Room),
    /// A room was deleted.
    RoomGone(RoomId),
    /// A member changed their preference for a room.
    PreferenceChanged {
        member: MemberId,
        preference: RoomPreference,
    },
    /// A member ignores other people than before.
    IgnoredChanged {
        member: MemberId,
        ignored: Vec<MemberId>,
    },
    /// A member's scheduled message is another, or there no more.
    ScheduledChanged {
        member: MemberId,
        changed: ScheduledChanged,
    },
    /// What a member has typed and not sent.
    DraftChanged {
        member: MemberId,
        changed: DraftChanged,
    },
    /// The time of a member's reminder has come.
    ReminderDue {
        member: MemberId,
        reminder: ReminderDue,
    },
    /// Other reminders of a member are due than before.
    RemindersChanged {
        member: MemberId,
        changed: RemindersChanged,
    },
    /// What a member may see or do has changed.
    AccessChanged(MemberId),
    /// Sessions have ended.
    SessionsEnded {
        member: MemberId,
        sessions: Vec<SessionId>,
    },
    /// The workspace's settings changed.
    WorkspaceChanged(Workspace),
    /// The lobby was opened to people without an account, or closed.
    LobbyChanged(Lobby),
}

/// What earlier reads an event makes outdated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OutOfDate {
    Nothing,
    /// What a member may see, and how it is shown to them.
    Member(MemberId),
    /// The same, and the memberships of a room.
    Membership(MemberId, RoomId),
    All,
}

impl StoreEvent {
    /// What the event makes outdated. Messages make nothing outdated, as a registering socket gets
    /// the heads of its rooms.
    pub const fn outdates(&self) -> OutOfDate {
        match self {
            Self::Joined {
                member: Member { id, .. },
                room: Room { id: room, .. },
            }
            | Self::Left { member: id, room } => OutOfDate::Membership(*id, *room),
            Self::MemberChanged {
                member: Member { id, .. },
                ..
            }
            | Self::PreferenceChanged { member: id, .. }
            | Self::IgnoredChanged { member: id, .. }
            | Self::ReminderDue { member: id, .. }
            | Self::RemindersChanged { member: id, .. }
            | Self::AccessChanged(id)
            | Self::SessionsEnded { member: id, .. } => OutOfDate::Member(*id),
            Self::RoomOpened(_)
            | Self::RoomChanged(_)
            | Self::RoomGone(_)
            | Self::LobbyChanged(_) => OutOfDate::All,
            Self::Message(_)
            | Self::MessageChanged(_)
            | Self::Reacted(_)
            | Self::ScheduledChanged { .. }
            | Self::DraftChanged { .. }
            | Self::Voted { .. }
            | Self::WorkspaceChanged(_) => OutOfDate::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::{DisplayName, RoomKind};
    use uuid::Uuid;

    use super::*;
    use domain::joining::Joining;

    /// Another process may be told of what was committed here, and must learn all of it.
    #[test]
    fn an_event_that_was_written_down_is_read_back_whole() {
        let (id, at) = (Uuid::from_u128(7), RoomId(Uuid::from_u128(8)));
        let name = DisplayName::parse("Ada").expect("a name");
        let member = Member::new(MemberId(id), name);
        let room = crate::row::room(
            at,
            ("design", "Design", "blue".into()),
            ("private", "all", "active"),
            2,
        )
        .expect("a room");
        assert_eq!(room.kind, RoomKind::Private);
        let message = Message {
            id: protocol::MessageId(id),
            room: at,
            seq: protocol::Seq::new(3).expect("small"),
            rev: protocol::Rev::new(5).expect("small"),
            author: member.clone(),
            client_id: id.into(),
            content: protocol::MessageContent::Deleted,
            html: Some("<p></p>".into()),
            mentions: vec![protocol::MentionTarget::All],
            sent_at: protocol::Timestamp(1),
            edited_at: Some(protocol::Timestamp(2)),
            reply: None,
            thread: Some(protocol::InThread {
                root: protocol::MessageId(id),
                seq: protocol::Seq::new(1).expect("small"),
                in_room: false,
                replies: Some(Box::new(protocol::ThreadSummary::empty())),
            }),
            replies: None,
            reactions: vec![protocol::Reaction {
                emoji: protocol::Emoji::parse("🎉").expect("short"),
                count: 2,
                mine: false,
            }],
            undo_until: None,
            pinned: true,
        };
        let reacted = Reacted {
            room: at,
            rev: message.rev,
            message: message.id,
            seq: message.seq,
            member: member.id,
            emoji: message.reactions[0].emoji.clone(),
            on: true,
            count: 2,
        };
        let voted = Voted {
            room: at,
            rev: message.rev,
            message: message.id,
            seq: message.seq,
            counts: vec![0, 1],
            voters: 1,
            mine: None,
        };
        let workspace = Workspace {
            name: protocol::RoomName::parse("Harbour").expect("a name"),
            joining: Joining::Open,
            domains: String::new(),
            lobby: Lobby::Closed,
            edit_window: protocol::EditWindow::Hour,
        };
        let events = [
            StoreEvent::Message(message.clone()),
            StoreEvent::MessageChanged(message.clone()),
            StoreEvent::Reacted(reacted),
            StoreEvent::Voted {
                voted,
                by: member.id,
                choice: vec![1],
            },
            StoreEvent::MemberChanged {
                member: member.clone(),
                rooms: vec![at],
            },
            StoreEvent::Joined {
                member,
                room: room.clone(),
            },
            StoreEvent::Left {
                member: MemberId(id),
                room: at,
            },
            StoreEvent::RoomOpened(room.clone()),
            StoreEvent::RoomChanged(room),
            StoreEvent::RoomGone(at),
            StoreEvent::IgnoredChanged {
                member: MemberId(id),
                ignored: vec![MemberId(id)],
            },
            StoreEvent::ScheduledChanged {
                member: MemberId(id),
                changed: ScheduledChanged {
                    id: protocol::ScheduledId(id),
                    message: None,
                },
            },
            StoreEvent::DraftChanged {
                member: MemberId(id),
                changed: DraftChanged(protocol::event::Draft {
                    room: at,
                    thread: None,
                    body: protocol::DraftText::parse(" half").expect("short"),
                    rev: 7,
                    other: protocol::DraftText::default(),
                }),
            },
            StoreEvent::ReminderDue {
                member: MemberId(id),
                reminder: ReminderDue {
                    room: at,
                    quote: protocol::Quote::of(&message),
                    at: protocol::Timestamp(1),
                    due: 2,
                },
            },
            StoreEvent::RemindersChanged {
                member: MemberId(id),
                changed: RemindersChanged { due: 0 },
            },
            StoreEvent::AccessChanged(MemberId(id)),
            StoreEvent::SessionsEnded {
                member: MemberId(id),
                sessions: vec![SessionId(id)],
            },
            StoreEvent::WorkspaceChanged(workspace),
            StoreEvent::LobbyChanged(Lobby::Open),
        ];
        for event in events {
            let committed = CommittedEvent {
                epoch: Epoch(4),
                event,
            };
            let text = serde_json::to_string(&committed).expect("is written");
            let read: CommittedEvent = serde_json::from_str(&text).expect("is read");
            assert_eq!(read, committed);
        }
    }
}
