//! `/workspace/people?q=&after=`.

use protocol::{Role, Timestamp};

use crate::pages::{
    parts::{Frame, Person},
    people::person::AccountState,
};

/// The people of the workspace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PeoplePage {
    pub frame: Frame,
    /// When the page was asked for: times are told from here.
    pub now: Timestamp,
    /// What was searched for; empty when nothing was.
    pub query: String,
    pub people: Vec<PersonRow>,
    /// Value of `after` that leads to the next page.
    pub next: Option<String>,
    /// What happened before.
    pub notice: Option<String>,
}

impl PeoplePage {
    pub const PATH: &str = "/workspace/people";
}

/// A person of the workspace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonRow {
    pub person: Person,
    /// What they are to the workspace.
    pub role: Role,
    /// When they were last seen.
    pub last_seen: Option<Timestamp>,
    /// How their account stands.
    pub account: AccountState,
}
