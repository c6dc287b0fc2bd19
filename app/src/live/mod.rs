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

use crate::page_data::RoomPageData;
use connection::Connection;
use outbox::Outbox;
use rooms::Rooms;
use timeline::Timeline;

/// The page's state; a handle that is cheap to copy. Components find it in their context.
#[derive(Clone, Copy)]
pub struct Live {
    pub connection: Connection,
    pub rooms: Rooms,
    pub timeline: Timeline,
    pub outbox: Outbox,
}

impl Live {
    /// The state that the page was rendered with.
    pub fn from_page(data: &RoomPageData) -> Self {
        let connection = Connection::new();
        let rooms = Rooms::new(data);
        let timeline = Timeline::new(data, connection, rooms);
        Self {
            connection,
            rooms,
            timeline,
            outbox: Outbox::new(&data.composer, connection, timeline),
        }
    }
}
