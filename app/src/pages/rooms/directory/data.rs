//! The rooms of the workspace: `/rooms?q=&after=`.

use protocol::Room;

use crate::pages::parts::Frame;

/// A page of the directory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DirectoryPage {
    pub frame: Frame,
    /// What was searched for; empty when nothing was.
    pub query: String,
    /// The rooms of this page.
    pub rooms: Vec<DirectoryRoom>,
    /// Value of `after` that leads to the next page.
    pub next: Option<String>,
    /// What happened before: "You left #design."
    pub notice: Option<String>,
}

impl DirectoryPage {
    pub const PATH: &str = "/rooms";
}

/// A room of the directory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DirectoryRoom {
    pub room: Room,
    /// What it is for; may be empty.
    pub description: String,
    /// How many are in it.
    pub people: u32,
    /// What the reader is to it.
    pub standing: Standing,
}

/// What the reader is to a room of the directory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    In,
    /// Not in it, but may join. POST `/r/{slug}/join`.
    MayJoin,
    /// Not in it, and may only look.
    MayLook,
}
