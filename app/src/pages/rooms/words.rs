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
        RoomKind::Open => "Everybody of the place is in it.",
        RoomKind::Public => "Everybody but guests can find it, read it, and join.",
        RoomKind::Private => "Only who is added knows of it.",
        RoomKind::Direct => "Two people.",
        RoomKind::Group => "Up to nine people.",
    }
}

/// What it means for those who read, and for what was said so far, to make a room of that kind one
/// of the other.
pub const fn moved(from: RoomKind) -> &'static str {
    match from {
        RoomKind::Private => {
            "Until now only those who are in it can read what is said here. If you make it public, every member can find it, and read everything that was ever said in it. Those who are in it stay."
        }
        _ => {
            "Until now every member can read what is said here. If you make it private, only those who are in it can, and those who are added later; they all read everything, from the first message on. To everybody else the room is gone at once, with all that was said in it."
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
        Choice::new(Posting::All.as_str(), "Everybody who is in it", ""),
        Choice::new(
            Posting::Admins.as_str(),
            "Only admins",
            "For announcements. All others can read.",
        ),
    ]
}
