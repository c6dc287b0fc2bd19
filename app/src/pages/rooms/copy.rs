//! Kinds of room and the like, in words.

use protocol::{Posting, RoomKind};

use crate::pages::parts::Choice;

/// A kind in one word.
pub const fn kind_word(kind: RoomKind) -> &'static str {
    match kind {
        RoomKind::Open => "Open",
        RoomKind::Public => "Public",
        RoomKind::Private => "Private",
        RoomKind::Direct => "Direct message",
        RoomKind::Group => "Group message",
    }
}

/// What it means.
pub const fn kind_meaning(kind: RoomKind) -> &'static str {
    match kind {
        RoomKind::Open => "Everyone in the workspace is a member.",
        RoomKind::Public => "Everyone except guests can find, read and join it.",
        RoomKind::Private => "Only people who are added can see it.",
        RoomKind::Direct => "Two people.",
        RoomKind::Group => "Up to nine people.",
    }
}

/// What it means for those who read, and for what was said so far, to make a room of that kind one
/// of the other.
pub const fn moved(from: RoomKind) -> &'static str {
    match from {
        RoomKind::Private => {
            "Only room members can read the messages here now. If you make the room public, every member of the workspace can find it and read all of its messages, including old ones. Room members stay in it."
        }
        _ => {
            "Every member of the workspace can read the messages here now. If you make the room private, only room members can, including people who are added later. They can read all messages, from the first one on. For everyone else, the room and its messages disappear immediately."
        }
    }
}

/// Kinds to choose from.
pub fn kinds(kinds: impl IntoIterator<Item = RoomKind>) -> Vec<Choice> {
    let choice = |kind: RoomKind| Choice::new(kind.as_str(), kind_word(kind), kind_meaning(kind));
    kinds.into_iter().map(choice).collect()
}

/// Who may post, to choose from.
pub fn posting() -> Vec<Choice> {
    vec![
        Choice::new(Posting::All.as_str(), "All room members", ""),
        Choice::new(
            Posting::Admins.as_str(),
            "Only admins",
            "For announcements. Everyone else can read.",
        ),
    ]
}
