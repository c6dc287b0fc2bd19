//! What a room is called on the screen.

use protocol::{MemberId, Room};

/// Its name; a direct room is called after those in it besides the reader.
pub fn title(room: &Room, me: MemberId) -> String {
    if !room.kind.is_direct() {
        return room.name.to_string();
    }
    let mut names = String::new();
    for person in room.people.iter().filter(|person| person.id != me) {
        if !names.is_empty() {
            names.push_str(", ");
        }
        names.push_str(person.name.as_str());
    }
    if names.is_empty() {
        room.name.to_string()
    } else {
        names
    }
}

/// The same within a sentence: `#design`, or the people's names.
pub fn label(room: &Room, me: MemberId) -> String {
    let title = title(room, me);
    if room.kind.is_direct() {
        title
    } else {
        format!("#{title}")
    }
}

/// What stands in the title bar of the window with that room.
pub fn window_title(room: &Room, me: MemberId, workspace: &str) -> String {
    format!("{} · {workspace}", label(room, me))
}

#[cfg(test)]
mod tests {
    use protocol::{DisplayName, Member, Posting, RoomId, RoomKind, RoomName, RoomState, Slug};
    use uuid::Uuid;

    use super::*;

    fn person(id: u128, name: &str) -> Member {
        let name = DisplayName::parse(name).expect("valid");
        Member::new(MemberId(Uuid::from_u128(id)), name)
    }

    fn room(kind: RoomKind, people: Vec<Member>) -> Room {
        Room {
            id: RoomId(Uuid::from_u128(9)),
            slug: Slug::parse("design").expect("valid"),
            name: RoomName::parse("Design").expect("valid"),
            topic: String::new(),
            kind,
            posting: Posting::All,
            state: RoomState::Active,
            people,
            pins: 0,
        }
    }

    #[test]
    fn a_direct_room_is_called_after_the_others() {
        let (ada, grace, kay) = (person(1, "Ada"), person(2, "Grace"), person(3, "Kay"));
        let group = room(RoomKind::Group, vec![ada.clone(), grace, kay]);
        assert_eq!(label(&group, ada.id), "Grace, Kay");
        let alone = room(RoomKind::Direct, vec![ada.clone()]);
        assert_eq!(label(&alone, ada.id), "Design");
        let named = room(RoomKind::Private, Vec::new());
        assert_eq!(title(&named, ada.id), "Design");
        assert_eq!(label(&named, ada.id), "#Design");
    }
}
