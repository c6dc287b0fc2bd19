//! Which room stands where in the sidebar. Pure.

use protocol::{
    Member, MemberId, Room, RoomId, RoomKind, RoomPreference, RoomState,
    limits::{LISTED_DIRECT_ROOMS, LISTED_FAVOURITES, LISTED_ROOMS},
};

use crate::text::{room_name::title, sort_key::sort_key};

/// Rooms under one heading.
#[derive(Clone, PartialEq, Debug)]
pub struct Section {
    pub title: &'static str,
    /// The rooms.
    pub entries: Vec<SidebarEntry>,
    /// Whether there are others, that are not shown.
    pub is_cut: bool,
}

/// A room of the sidebar.
#[derive(Clone, PartialEq, Debug)]
pub struct SidebarEntry {
    pub id: RoomId,
    /// Where it is: `/r/{slug}`.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// What stands before it.
    pub mark: Mark,
    /// Whether it is muted.
    pub is_muted: bool,
}

/// What stands before a room's name.
#[derive(Clone, PartialEq, Debug)]
pub enum Mark {
    /// `#`.
    Hash,
    Lock,
    Person(Member),
}

/// Favourites, rooms, direct messages; muted ones last in each. Named rooms are ordered by name,
/// direct ones stay in the order in which they are given. Archived rooms are left out, and so are
/// headings with nothing below them. Each shows so many, and the room on show.
pub fn sections(
    rooms: &[Room],
    preferences: &[RoomPreference],
    me: MemberId,
    current: RoomId,
) -> Vec<Section> {
    let mut sections = [
        ("Favourites", LISTED_FAVOURITES, Vec::new()),
        ("Rooms", LISTED_ROOMS, Vec::new()),
        ("Direct messages", LISTED_DIRECT_ROOMS, Vec::new()),
    ];
    for room in rooms {
        if room.state == RoomState::Archived {
            continue;
        }
        let set = preferences.iter().find(|set| set.room == room.id);
        let (favourite, muted) = set.map_or((false, false), |set| (set.favourite, set.muted));
        let section = match (favourite, room.kind.is_direct()) {
            (true, _) => 0,
            (false, false) => 1,
            (false, true) => 2,
        };
        if let Some((_, _, entries)) = sections.get_mut(section) {
            put(entries, room, entry(room, me, muted));
        }
    }
    sections
        .into_iter()
        .filter(|(_, _, entries)| !entries.is_empty())
        .map(|(title, most, entries)| Section {
            title,
            is_cut: entries.len() > most,
            entries: entries
                .into_iter()
                .enumerate()
                .filter(|(at, (_, entry))| *at < most || entry.id == current)
                .map(|(_, (_, entry))| entry)
                .collect(),
        })
        .collect()
}

/// From the end: rooms come almost in order.
fn put(entries: &mut Vec<(String, SidebarEntry)>, room: &Room, entry: SidebarEntry) {
    let key = if room.kind.is_direct() {
        String::new()
    } else {
        sort_key(&entry.title)
    };
    let before = entries
        .iter()
        .rposition(|(other, one)| (one.is_muted, other.as_str()) <= (entry.is_muted, key.as_str()));
    entries.insert(before.map_or(0, |at| at + 1), (key, entry));
}

fn entry(room: &Room, me: MemberId, is_muted: bool) -> SidebarEntry {
    let other = room.people.iter().find(|person| person.id != me);
    let mark = match (room.kind, other) {
        (RoomKind::Private, _) => Mark::Lock,
        (RoomKind::Direct | RoomKind::Group, Some(person)) => Mark::Person(person.clone()),
        _ => Mark::Hash,
    };
    SidebarEntry {
        id: room.id,
        slug: room.slug.to_string(),
        title: title(room, me),
        mark,
        is_muted,
    }
}

#[cfg(test)]
mod tests {
    use protocol::{DisplayName, Level, Posting, RoomName, Slug};
    use uuid::Uuid;

    use super::*;

    const ME: MemberId = MemberId(Uuid::from_u128(1));

    fn room(id: u128, name: &str, kind: RoomKind) -> Room {
        let other = MemberId(Uuid::from_u128(id));
        let person = Member::new(other, DisplayName::parse(name).expect("valid"));
        Room {
            id: RoomId(Uuid::from_u128(id)),
            slug: Slug::parse(&format!("room-{id}")).expect("valid"),
            name: RoomName::parse(name).expect("valid"),
            topic: String::new(),
            kind,
            posting: Posting::All,
            state: RoomState::Active,
            people: if kind.is_direct() {
                vec![person]
            } else {
                Vec::new()
            },
            pins: 0,
        }
    }

    fn preference(id: u128, favourite: bool, muted: bool) -> RoomPreference {
        RoomPreference {
            room: RoomId(Uuid::from_u128(id)),
            favourite,
            muted,
            level: Level::Everything,
        }
    }

    fn shown(sections: &[Section]) -> Vec<(&str, Vec<&str>)> {
        sections
            .iter()
            .map(|section| {
                let titles = section.entries.iter().map(|one| one.title.as_str());
                (section.title, titles.collect())
            })
            .collect()
    }

    #[test]
    fn rooms_stand_by_name_and_direct_ones_by_recency_with_muted_last() {
        let mut gone = room(8, "gone", RoomKind::Public);
        gone.state = RoomState::Archived;
        let rooms = [
            room(2, "Lobby", RoomKind::Open),
            room(3, "design", RoomKind::Public),
            room(4, "alerts", RoomKind::Private),
            room(5, "Zoe", RoomKind::Direct),
            room(6, "Bob", RoomKind::Direct),
            room(7, "ideas", RoomKind::Public),
            gone,
        ];
        let set = [preference(4, false, true), preference(7, true, false)];
        let sections = sections(&rooms, &set, ME, RoomId(Uuid::from_u128(2)));
        assert_eq!(
            shown(&sections),
            [
                ("Favourites", vec!["ideas"]),
                ("Rooms", vec!["design", "Lobby", "alerts"]),
                ("Direct messages", vec!["Zoe", "Bob"]),
            ]
        );
    }

    #[test]
    fn a_list_ends_after_so_many_and_has_the_room_on_show_in_any_case() {
        let rooms: Vec<Room> = (0..LISTED_ROOMS as u128 + 5)
            .map(|n| room(100 + n, &format!("room {n:03}"), RoomKind::Public))
            .collect();
        let of = |current: u128| {
            let sections = sections(&rooms, &[], ME, RoomId(Uuid::from_u128(current)));
            let [one] = <[Section; 1]>::try_from(sections).expect("one section");
            assert!(one.is_cut);
            one.entries
        };
        assert_eq!(of(100).len(), LISTED_ROOMS);
        let with_last = of(100 + LISTED_ROOMS as u128 + 4);
        assert_eq!(with_last.len(), LISTED_ROOMS + 1);
        assert_eq!(
            with_last.last().map(|one| one.title.clone()),
            Some(format!("room {:03}", LISTED_ROOMS + 4))
        );
        let whole = sections(&rooms[..LISTED_ROOMS], &[], ME, RoomId(ME.0));
        assert!(whole.iter().all(|one| !one.is_cut));
    }
}
