//! The state of an open page, and what can be done with it. No markup lives here.
//!
//! [`Live`] exists on both sides: on the server it stands still and shows the page's data; in the
//! browser [`Live::start`] connects it. Its parts are layers, each of which knows only those below:
//!
//! ```text
//! Live        hands each event to its part
//! outbox      messages and drafts of this browser
//! timeline    the messages of the room on show
//! rooms       the reader's rooms
//! connection  requests and events
//! ```
//!
//! Each part has its state, its rules, which are pure, and what it does in a browser only.

#[cfg(feature = "hydrate")]
mod browser;
pub mod connection;
#[cfg(not(feature = "hydrate"))]
mod noop;
pub mod outbox;
pub mod rooms;
pub mod timeline;

use leptos::prelude::StoredValue;
use protocol::{Emoji, MessageId, event::Part};

use crate::page_data::RoomPageData;
use connection::Connection;
use outbox::Outbox;
use rooms::Rooms;
use timeline::{Timeline, state::TimelineState};

/// The page's state; a handle that is cheap to copy. Components find it in their context.
#[derive(Clone, Copy)]
pub struct Live {
    pub connection: Connection,
    pub rooms: Rooms,
    pub timeline: Timeline,
    pub outbox: Outbox,
    /// The reactions that are one press away.
    pub quick: StoredValue<Vec<Emoji>>,
    /// The thread that is open beside the room.
    pub thread: Option<Thread>,
}

/// An open thread: messages and a message box of its own.
#[derive(Clone, Copy)]
pub struct Thread {
    /// The message that it is about.
    pub root: MessageId,
    pub timeline: Timeline,
    pub outbox: Outbox,
}

impl Live {
    /// The state that the page was rendered with.
    pub fn from_page(data: &RoomPageData) -> Self {
        let connection = Connection::new();
        let rooms = Rooms::new(data);
        let state = TimelineState::new(data);
        let timeline = Timeline::new(state, !data.is_older_page, connection, rooms);
        let outbox = Outbox::new(&data.composer, connection, timeline);
        let thread = data.thread.as_ref().map(|thread| {
            let part = Part::Thread(thread.root);
            let state = TimelineState::of(part, data, &thread.page);
            let timeline = Timeline::new(state, !thread.page.has_newer, connection, rooms);
            Thread {
                root: thread.root,
                timeline,
                outbox: outbox.beside(&thread.composer, timeline),
            }
        });
        Self {
            connection,
            rooms,
            timeline,
            quick: StoredValue::new(data.quick.clone()),
            outbox: thread.map_or(outbox, |thread| outbox.with(thread.timeline)),
            thread,
        }
    }

    /// The timelines on show.
    #[cfg(feature = "hydrate")]
    fn timelines(self) -> impl Iterator<Item = Timeline> {
        let thread = self.thread.map(|thread| thread.timeline);
        thread.into_iter().chain([self.timeline])
    }
}
