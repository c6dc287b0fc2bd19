use protocol::{Member, MemberId, Message, Room, Timestamp};

/// Some of the pins of a room, the latest first.
#[derive(Clone, PartialEq, Debug)]
pub struct PinsPage {
    /// What the workspace is called.
    pub workspace: String,
    /// Who is looking.
    pub me: MemberId,
    pub room: Room,
    pub pins: Vec<PinnedMessage>,
    /// Whether the reader may unpin them.
    pub may_unpin: bool,
    /// Value of `after` that leads to earlier ones.
    pub next: Option<u32>,
}

impl PinsPage {
    pub const ROUTE: &str = "/r/{slug}/pins";
}

#[derive(Clone, PartialEq, Debug)]
pub struct PinnedMessage {
    pub message: Message,
    /// Who pinned it.
    pub by: Member,
    pub at: Timestamp,
}
