//! `draft`: what the member has typed and not sent, for their other devices; `draft_changed`: the same
//! from one of them.

use serde::{Deserialize, Serialize};

use super::{Event, Request};
use crate::{DraftText, MessageId, RoomId};

/// Stores a draft. The latest one stays; if it takes the place of another device's, that one is kept
/// beside it. An empty text deletes the draft that it comes from, and what was kept beside that takes
/// its place.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DraftRequest {
    /// The room of the message box.
    pub room: RoomId,
    /// The root of the thread that it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<MessageId>,
    /// What is in it.
    pub body: DraftText,
    /// The revision of the draft that it comes from; 0 for none.
    #[serde(default)]
    pub rev: u64,
    /// What is kept beside it, if the member has chosen between the two; empty: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<DraftText>,
}

impl Event for DraftRequest {
    const NAME: &'static str = "draft";
}

impl Request for DraftRequest {
    type Reply = Draft;
}

/// A draft as it is stored.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Draft {
    /// The room of the message box.
    pub room: RoomId,
    /// The root of the thread that it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<MessageId>,
    /// What is in it; empty if there is no draft any more.
    pub body: DraftText,
    /// Grows with each change.
    pub rev: u64,
    /// What another device had there before.
    #[serde(default, skip_serializing_if = "DraftText::is_empty")]
    pub other: DraftText,
}

/// A draft of the member's was changed. Sent to the member's own connections.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DraftChanged(pub Draft);

impl Event for DraftChanged {
    const NAME: &'static str = "draft_changed";
}
