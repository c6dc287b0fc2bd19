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
