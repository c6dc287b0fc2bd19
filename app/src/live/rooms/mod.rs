//! The reader's rooms: the list of the sidebar, the room on show, and what the reader may do in it.
//! The rules are in [`list`], [`access`] and [`sections`], which are pure.

pub mod access;
#[cfg(feature = "hydrate")]
mod browser;
pub mod list;
pub mod sections;

use leptos::prelude::*;
use protocol::{MemberId, Role, Room, RoomId, RoomPreference, RoomUse};

use crate::page_data::{MayPost, RoomPageData};
#[cfg(feature = "hydrate")]
pub(super) use browser::Watch;
use sections::Section;

/// A handle that is cheap to copy.
#[derive(Clone, Copy)]
#[cfg_attr(
    not(feature = "hydrate"),
    expect(dead_code, reason = "no event reaches a page on the server")
)]
pub struct Rooms {
    own: RwSignal<Vec<Room>>,
    /// The room on show, while the reader is not a member of it.
    watched: RwSignal<Room>,
    current: Memo<Room>,
    current_id: RoomId,
    preferences: RwSignal<Vec<RoomPreference>>,
    may_post: RwSignal<MayPost>,
    reader: MemberId,
    role: Role,
    welcome: StoredValue<WelcomeProgress>,
}

/// What the server has said about rooms on this connection; it names them in portions.
#[derive(Default)]
#[cfg_attr(
    not(feature = "hydrate"),
    expect(dead_code, reason = "no event reaches a page on the server")
)]
struct WelcomeProgress {
    /// Rooms of an earlier connection that it has not named yet.
    unnamed: Vec<RoomId>,
    /// When direct rooms were used last.
    used: Vec<RoomUse>,
    /// Rooms of which the reader is an admin.
    administered: Vec<RoomId>,
}

impl Rooms {
    pub(super) fn new(data: &RoomPageData) -> Self {
        let own = RwSignal::new(data.rooms.clone());
        let (id, watched) = (data.room.id, RwSignal::new(data.room.clone()));
        let current = Memo::new(move |_| {
            let found = own.with(|own| own.iter().find(|room| room.id == id).cloned());
            found.unwrap_or_else(|| watched.get())
        });
        Self {
            own,
            watched,
            current,
            current_id: id,
            preferences: RwSignal::new(data.preferences.clone()),
            may_post: RwSignal::new(data.may_post),
            reader: data.me.id,
            role: data.role,
            welcome: StoredValue::default(),
        }
    }

    /// The room on show.
    pub fn current(self) -> Memo<Room> {
        self.current
    }

    /// The room on show; the page never shows another one.
    pub fn current_id(self) -> RoomId {
        self.current_id
    }

    /// The rooms in the order of the sidebar.
    pub fn sections(self) -> Vec<Section> {
        self.own.with(|rooms| {
            self.preferences
                .with(|set| sections::sections(rooms, set, self.reader, self.current_id))
        })
    }

    /// Whether the reader may post in the room on show.
    pub fn may_post(self) -> ReadSignal<MayPost> {
        self.may_post.read_only()
    }

    /// Who reads the page.
    pub fn reader(self) -> MemberId {
        self.reader
    }

    /// The reader's role in the workspace, for which the page was drawn.
    pub fn role(self) -> Role {
        self.role
    }
}
