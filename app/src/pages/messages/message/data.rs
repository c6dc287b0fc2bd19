use protocol::{Emoji, Timestamp};

use super::PollDetails;
use crate::pages::{form::FormState, messages::MessageFrame};

#[derive(Clone, PartialEq, Debug)]
pub struct MessagePage {
    pub frame: MessageFrame,
    pub powers: MessagePowers,
    /// The reactions that are offered first.
    pub quick: Vec<Emoji>,
    /// What there is to say of it if it is a poll.
    pub poll: Option<PollDetails>,
    /// Who reacted to it, in the order of the reactions.
    pub reactions: Vec<ShownReaction>,
    /// Whether the reader has saved it.
    pub is_saved: bool,
    /// The field for any emoji.
    pub form: FormState,
    /// What it said before, the latest first.
    pub versions: Vec<Version>,
    /// Whether there are still earlier versions.
    pub has_more_versions: bool,
}

impl MessagePage {
    pub const ROUTE: &str = "/m/{id}";
}

/// What the reader may do with the message.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct MessagePowers {
    pub edit: bool,
    pub delete: bool,
    /// To undo that they have deleted it.
    pub restore: bool,
    pub react: bool,
    pub remind: bool,
    pub pin: bool,
    pub save: bool,
    pub forward: bool,
    pub vote: bool,
    pub close_poll: bool,
}

/// Who reacted with one emoji.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShownReaction {
    pub emoji: String,
    /// The first of them.
    pub names: Vec<String>,
    pub count: u32,
    /// Whether the reader is one of them.
    pub mine: bool,
}

/// What a message said before an edit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Version {
    /// As it was written.
    pub text: String,
    pub written_at: Timestamp,
}
