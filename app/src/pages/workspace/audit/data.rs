//! `/workspace/audit?before=&by=admins`.

use protocol::Timestamp;

use crate::pages::parts::{Frame, Person};

/// What admins did, the latest first. The whole is at `/workspace/audit.csv`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditPage {
    pub frame: Frame,
    /// The entries of this page.
    pub entries: Vec<AuditEntry>,
    /// Whether those that members made in their own rooms are left out: `by=admins`.
    pub is_by_admins: bool,
    /// Value of `before` that leads to older ones.
    pub next: Option<String>,
}

impl AuditPage {
    pub const PATH: &str = "/workspace/audit";
}

/// Who did what an entry tells.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AuditedBy {
    /// Somebody with an account.
    Person(Person),
    /// Whoever runs the server, at its command line.
    CommandLine,
    /// The server itself.
    Itself,
}

/// Something that was done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditEntry {
    pub at: Timestamp,
    pub by: AuditedBy,
    /// What, in words: "changed the role".
    pub action: String,
    /// Whom or where, in words: "@grace", "#design"; may be empty.
    pub target: String,
    /// More of it: "member → admin"; may be empty.
    pub detail: String,
}
