//! `/workspace/bans`.

use protocol::Timestamp;

use crate::pages::parts::{Frame, Person};

/// Who is banned, and which addresses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BansPage {
    pub frame: Frame,
    /// When the page was asked for: times are told from here.
    pub now: Timestamp,
    /// The latest first.
    pub bans: Vec<BanRow>,
    /// Value of `after` that leads to the next page.
    pub next: Option<String>,
    /// What happened before.
    pub notice: Option<String>,
}

impl BansPage {
    pub const PATH: &str = "/workspace/bans";
}

/// A ban. POST `/people/{handle}/unban` ends it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BanRow {
    /// Whom it keeps out.
    pub person: Person,
    /// Prefixes of the addresses that it keeps out: "192.0.2.0/24".
    pub addresses: Vec<String>,
    pub reason: String,
    pub by: Person,
    pub since: Timestamp,
    /// Until when; for good if `None`.
    pub until: Option<Timestamp>,
}
