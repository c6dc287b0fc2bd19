//! A person: `/people/{handle}`.

use protocol::{DisplayName, Handle, Member, Role, Timestamp};

use crate::{
    pages::{
        form::{SentForm, address},
        parts::{Frame, OneTimeLink},
    },
    text::escaped::escaped,
};

/// A person as the reader may see them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonPage {
    pub frame: Frame,
    pub member: Member,
    /// Their handle; none for visitors.
    pub handle: Option<Handle>,
    /// What they are to the workspace.
    pub role: Role,
    /// May be empty.
    pub pronouns: String,
    /// May be empty.
    pub bio: String,
    /// IANA name of their time zone; may be empty.
    pub time_zone: String,
    /// How their account stands.
    pub account: AccountState,
    /// Whether the reader ignores them.
    pub is_ignored: bool,
    /// Whether it is the reader themselves.
    pub is_me: bool,
    /// What the reader may do.
    pub powers: PersonPowers,
    /// From where they are signed in: "192.0.2.0/24"; for those who may ban them.
    pub networks: Vec<String>,
    /// Who else is signed in from there, without owners, whom no ban of addresses keeps out.
    pub bystanders: Bystanders,
    /// The link for a new password, just made.
    pub reset_link: Option<OneTimeLink>,
    /// The form that was sent.
    pub sent: Option<SentForm<PersonSection>>,
}

impl PersonPage {
    pub const ROUTE: &str = "/people/{handle}";

    /// The page's address.
    pub fn path(&self) -> String {
        address(Self::ROUTE, &self.path_name())
    }

    /// Their name in addresses.
    pub fn path_name(&self) -> String {
        path_name(&self.member, self.handle.as_ref())
    }
}

/// What somebody is called in addresses: their handle, or else their id.
pub fn path_name(member: &Member, handle: Option<&Handle>) -> String {
    match handle {
        Some(handle) => escaped(handle.as_str()),
        None => member.id.to_string(),
    }
}

/// How an account stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AccountState {
    Active,
    /// An admin deactivated it.
    Deactivated,
    Banned {
        reason: String,
        /// Until when; for good if `None`.
        until: Option<Timestamp>,
    },
    /// Deleted by its owner.
    Deleted,
}

/// What the reader may do with a person.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PersonPowers {
    /// Write to them.
    pub message: bool,
    pub ignore: bool,
    /// The roles that they can be given; none where it may not be changed.
    pub roles: Vec<Role>,
    pub reset_link: bool,
    pub end_sessions: bool,
    pub deactivate: bool,
    pub ban: bool,
}

/// Whom a ban of addresses would hit beside the person.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Bystanders {
    /// Their names, the first of them.
    pub names: Vec<DisplayName>,
    /// Whether there are more.
    pub more: bool,
}

/// A form of a person's page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PersonSection {
    Card,
    Role,
    /// Link for a new password, ending sessions.
    Access,
    /// Deactivating and its way back.
    Account,
    /// Ban and its end.
    Ban,
}
