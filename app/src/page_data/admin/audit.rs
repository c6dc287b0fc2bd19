//! `/admin/audit?before=`.

use protocol::Timestamp;

use crate::page_data::{Frame, Person};

/// What admins did, the latest first. The whole is at `/admin/audit.csv`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditPage {
    /// Around it.
    pub frame: Frame,
    /// The entries of this page.
    pub entries: Vec<AuditEntry>,
    /// Value of `before` that leads to older ones.
    pub next: Option<String>,
}

/// Something that an admin did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditEntry {
    /// When.
    pub at: Timestamp,
    /// Who; nobody for what was done at the server's command line.
    pub actor: Option<Person>,
    /// What, in words: "changed the role".
    pub action: String,
    /// Whom or where, in words: "@grace", "#design"; may be empty.
    pub target: String,
    /// More of it: "member → admin"; may be empty.
    pub detail: String,
}
