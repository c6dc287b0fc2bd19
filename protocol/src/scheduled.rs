//! Messages that are posted later.

use serde::{Deserialize, Serialize};

use crate::{ClientMessageId, MessageBody, MessageId, RoomId, ScheduledId, Timestamp};

/// A message that its author has scheduled. Only they know of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ScheduledMessage {
    /// Names it until it is posted.
    pub id: ScheduledId,
    /// The room that it will be posted in.
    pub room: RoomId,
    /// Of the message that it becomes.
    pub client_id: ClientMessageId,
    /// The text; none when the room was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<MessageBody>,
    /// When it is posted.
    pub at: Timestamp,
    /// What it replies to: see [`SendRequest`](crate::event::SendRequest).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// The thread that it will be posted in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<MessageId>,
    /// Whether what is posted in a thread is in the room's log too.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub in_room: bool,
    /// Why it was not posted when it was due. It stays until its author removes it, sends it or
    /// gives it another time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_sent: Option<NotSent>,
}

/// Why a scheduled message was not posted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotSent {
    /// The author was banned then.
    Banned,
    /// The author's account was not active then.
    AccountInactive,
    /// The author was no longer in the room.
    NotInRoom,
    /// The room was archived.
    Archived,
    /// The author could not post in the room then.
    NotAllowed,
    /// The room was deleted, and the text with it.
    RoomDeleted,
    /// The message that it replies to, or its thread, was gone.
    MessageGone,
    /// Another message of the author's had its client id.
    ClientIdReused,
    /// The server could not make it.
    Failed,
    /// A reason that this version does not know.
    #[serde(other)]
    Unknown,
}

impl NotSent {
    /// All reasons that are stored.
    const ALL: [Self; 9] = [
        Self::Banned,
        Self::AccountInactive,
        Self::NotInRoom,
        Self::Archived,
        Self::NotAllowed,
        Self::RoomDeleted,
        Self::MessageGone,
        Self::ClientIdReused,
        Self::Failed,
    ];

    /// Its name in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Banned => "banned",
            Self::AccountInactive => "account_inactive",
            Self::NotInRoom => "not_in_room",
            Self::Archived => "archived",
            Self::NotAllowed => "not_allowed",
            Self::RoomDeleted => "room_deleted",
            Self::MessageGone => "message_gone",
            Self::ClientIdReused => "client_id_reused",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }

    /// The reason of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_has_the_same_name_in_json_and_where_it_is_stored() {
        for reason in NotSent::ALL {
            let json = serde_json::to_value(reason).expect("JSON");
            assert_eq!(json, reason.as_str());
            assert_eq!(NotSent::parse(reason.as_str()), Some(reason));
        }
        let newer: NotSent = serde_json::from_str("\"eclipse\"").expect("reads");
        assert_eq!(newer, NotSent::Unknown);
    }
}
