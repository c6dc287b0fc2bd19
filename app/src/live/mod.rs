//! The state of an open page, and what can be done with it. No markup lives here.
//!
//! [`Live`] exists on both sides: on the server it stands still and shows the page's data; in the
//! browser [`Live::start`] brings it to life through [`driver`]. What news mean is decided in
//! [`timeline`] and [`row`], which are pure.

mod driver;
pub mod outbox;
pub mod reasons;
pub mod rooms;
pub mod row;
pub mod sections;
pub mod timeline;

use leptos::prelude::*;
use protocol::{
    ClientMessageId, Member, MemberId, MessageBody, Role, Room, RoomId, RoomPreference,
    message::InvalidBody,
};

use crate::{
    page_data::{MayPost, RoomPageData},
    text::clock::Zone,
};
use row::Row;
use sections::Section;
use timeline::{Timeline, WINDOW};

/// How the page reaches the server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Connection {
    /// News come at once.
    Online,
    /// Not yet, or not for the moment.
    Connecting,
    /// Several tries have failed, or the browser has no network.
    Offline,
}

/// The page's state; a handle that is cheap to copy.
#[derive(Clone, Copy)]
pub struct Live {
    state: RwSignal<Timeline>,
    rows: Memo<Vec<Row>>,
    zone: RwSignal<Zone>,
    connection: RwSignal<Connection>,
    unseen: RwSignal<u32>,
    at_end: RwSignal<bool>,
    draft: RwSignal<String>,
    name_error: RwSignal<Option<String>>,
    rooms: RwSignal<Vec<Room>>,
    /// The room on show, while one only looks at it.
    watched: RwSignal<Room>,
    preferences: RwSignal<Vec<RoomPreference>>,
    may_post: RwSignal<MayPost>,
    room: Memo<Room>,
    me_id: MemberId,
    role: Role,
    look: StoredValue<fn(Live)>,
}

impl Live {
    /// The state that the page was rendered with.
    pub fn from_page(data: &RoomPageData) -> Self {
        let state = RwSignal::new(Timeline::new(data));
        let zone = RwSignal::new(Zone::Utc);
        let rooms = RwSignal::new(data.rooms.clone());
        // A room that one only looks at is not among one's own.
        let (id, watched) = (data.room.id, RwSignal::new(data.room.clone()));
        let room = Memo::new(move |_| {
            let known = rooms.with(|rooms| rooms.iter().find(|room| room.id == id).cloned());
            known.unwrap_or_else(|| watched.get())
        });
        Self {
            state,
            rows: Memo::new(move |_| state.with(|state| row::rows(state, zone.get()))),
            zone,
            connection: RwSignal::new(Connection::Connecting),
            unseen: RwSignal::new(0),
            at_end: RwSignal::new(!data.is_older_page),
            draft: RwSignal::new(data.composer.text.clone()),
            name_error: RwSignal::new(None),
            rooms,
            watched,
            preferences: RwSignal::new(data.preferences.clone()),
            may_post: RwSignal::new(data.may_post),
            room,
            me_id: data.me.id,
            role: data.role,
            look: StoredValue::new(|_| {}),
        }
    }

    /// What the log shows.
    pub fn rows(self) -> Memo<Vec<Row>> {
        self.rows
    }

    /// Who is looking.
    pub fn me(self) -> Memo<Member> {
        Memo::new(move |_| self.state.with(|state| state.me().clone()))
    }

    /// Who is looking, for good.
    pub fn me_id(self) -> MemberId {
        self.me_id
    }

    /// What the reader is to the workspace, as the page was drawn for.
    pub fn role(self) -> Role {
        self.role
    }

    /// The room on show.
    pub fn room(self) -> Memo<Room> {
        self.room
    }

    /// The room on show, for good.
    pub fn room_id(self) -> RoomId {
        self.room.with_untracked(|room| room.id)
    }

    /// The room on show, at which one only looks, is so from now on.
    pub fn set_watched(self, room: Room) {
        self.watched.set(room);
    }

    /// The rooms in the order of the sidebar.
    pub fn sections(self) -> Vec<Section> {
        self.rooms.with(|rooms| {
            self.preferences
                .with(|set| sections::sections(rooms, set, self.me_id, self.room_id()))
        })
    }

    /// Whether one may post in the room.
    pub fn may_post(self) -> ReadSignal<MayPost> {
        self.may_post.read_only()
    }

    /// Whose time is shown.
    pub fn zone(self) -> ReadSignal<Zone> {
        self.zone.read_only()
    }

    /// How the page reaches the server.
    pub fn connection(self) -> ReadSignal<Connection> {
        self.connection.read_only()
    }

    /// Messages that came while older ones were read.
    pub fn unseen(self) -> ReadSignal<u32> {
        self.unseen.read_only()
    }

    /// Why the name was not changed.
    pub fn name_error(self) -> ReadSignal<Option<String>> {
        self.name_error.read_only()
    }

    /// The text in the composer.
    pub fn draft(self) -> ReadSignal<String> {
        self.draft.read_only()
    }

    /// Workspace of the first message on show, if there are older ones.
    pub fn older_than(self) -> Memo<Option<u64>> {
        Memo::new(move |_| {
            self.state.with(|state| {
                let first = state.first().filter(|_| state.has_older());
                first.map(|seq| seq.get())
            })
        })
    }

    /// Whether there are messages after those on show.
    pub fn has_newer(self) -> Memo<bool> {
        Memo::new(move |_| self.state.with(Timeline::has_newer))
    }

    /// Whether nothing was ever said here.
    pub fn is_empty(self) -> Memo<bool> {
        Memo::new(move |_| self.rows.with(Vec::is_empty))
    }

    /// The composer's text changed. It is kept at once, so that a reload loses nothing.
    pub fn write(self, text: String) {
        driver::keep_draft(self, &text);
        self.draft.set(text);
    }

    /// The composer has come to life with this text in it. What stands there wins over what was
    /// kept before a reload; the answer is what shall stand there.
    pub fn adopt_draft(self, typed: String) -> String {
        let text = if typed.is_empty() {
            driver::saved_draft(self)
        } else {
            typed
        };
        self.write(text.clone());
        text
    }

    /// Sends a text: it is on show at once, kept in the browser, and sent as soon as may be.
    ///
    /// # Errors
    /// When it is no message; nothing happens then.
    pub fn send(self, text: &str) -> Result<(), InvalidBody> {
        let body = MessageBody::parse(text)?;
        driver::send(self, body);
        self.write(String::new());
        self.jump_to_latest();
        Ok(())
    }

    /// Tries a refused message again, under the same id.
    pub fn retry(self, client_id: &str) {
        if let Ok(id) = ClientMessageId::parse(client_id) {
            driver::retry(self, &id);
        }
    }

    /// Gives a refused message up.
    pub fn discard(self, client_id: &str) {
        if let Ok(id) = ClientMessageId::parse(client_id) {
            driver::discard(&id);
            self.state.update(|state| state.forget(&id));
        }
    }

    /// Takes another name.
    pub fn rename(self, name: &str) {
        driver::rename(self, name);
    }

    /// Loads the page before the first message on show.
    pub fn load_older(self) {
        if self.state.with_untracked(Timeline::has_older) {
            driver::load_older(self);
        }
    }

    /// Loads the page after the last message on show.
    pub fn load_newer(self) {
        if self.state.with_untracked(Timeline::has_newer) {
            driver::load_newer(self);
        }
    }

    /// Shows the end of the room.
    pub fn jump_to_latest(self) {
        self.at_end.set(true);
        self.unseen.set(0);
        if self.state.with_untracked(Timeline::has_newer) {
            driver::load_latest(self);
        }
    }

    /// The reader scrolled to the end of the log, or away from it.
    pub fn set_at_end(self, at_end: bool) {
        if self.at_end.get_untracked() != at_end {
            self.at_end.set(at_end);
        }
        if at_end
            && self.unseen.get_untracked() > 0
            && !self.state.with_untracked(Timeline::has_newer)
        {
            self.unseen.set(0);
        }
    }

    /// Has the log looked at before news are taken in: it may have been scrolled without having
    /// told yet.
    pub fn before_news(self, look: fn(Live)) {
        self.look.set_value(look);
    }

    /// Whether the reader follows the end of the room.
    pub fn at_end(self) -> ReadSignal<bool> {
        self.at_end.read_only()
    }

    /// Brings the page to life; does nothing on the server.
    pub fn start(self) {
        driver::start(self);
    }

    /// Messages in the page at most, for tests of its bounds.
    pub const fn window() -> usize {
        WINDOW
    }
}
