//! What the server hands to a page: put into context before rendering, carried in the page, and
//! read back at hydration, so that both sides render the same.

use protocol::{ClientMessageId, Member, Room, event::HistoryPage};
use serde::{Deserialize, Serialize};

/// What a page shows.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Page {
    /// A room.
    Room(Box<RoomPageData>),
    /// Nothing is at that address.
    NotFound,
    /// Something went wrong.
    Problem(Problem),
}

/// What went wrong.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Problem {
    /// What happened and what to do.
    pub message: String,
    /// Names it in the server's log, for failures of the server.
    pub id: Option<String>,
}

/// Everything that the room page shows at first.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct RoomPageData {
    /// Who is looking.
    pub me: Member,
    /// The rooms of the sidebar.
    pub rooms: Vec<Room>,
    /// The room on show.
    pub room: Room,
    /// Its messages: the latest page, or the page that `?before=` asks for.
    pub page: HistoryPage,
    /// True when `?before=` asked for an older page: then there are newer messages after it.
    pub is_older_page: bool,
    /// The composer's form as it stands.
    pub composer: ComposerForm,
}

/// State of the composer's plain form.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ComposerForm {
    /// Hidden field that makes the form safe to send twice.
    pub client_id: ClientMessageId,
    /// Text that a refused form brings back, else empty.
    pub text: String,
    /// Why the form was refused.
    pub error: Option<String>,
}

/// Where the browser finds the built files. Names carry a hash of the content in release builds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AssetPaths {
    /// The JavaScript glue of the WASM module.
    pub js: String,
    /// The WASM module.
    pub wasm: String,
    /// The style sheet.
    pub css: String,
    /// Port of the development tool's reload socket, while it watches.
    pub reload_port: Option<u16>,
}
