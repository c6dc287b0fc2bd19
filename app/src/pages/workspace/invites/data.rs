//! `/workspace/invites`.

use protocol::{Role, Room, RoomName, Timestamp};

use crate::pages::{
    form::FormState,
    parts::{Frame, OneTimeLink, Person},
};

/// All invites, and the form for one more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InvitesPage {
    /// Around it. Only owners may invite admins.
    pub frame: Frame,
    /// When the page was asked for: times are told from here.
    pub now: Timestamp,
    pub form: FormState,
    /// The rooms that it can lead to, by name.
    pub rooms: Vec<Room>,
    /// Whether there are more, that are not shown.
    pub is_cut: bool,
    /// The one that was just made.
    pub fresh: Option<OneTimeLink>,
    /// The latest first.
    pub invites: Vec<InviteRow>,
    /// Value of `after` that leads to the next page.
    pub next: Option<String>,
    /// What happened before.
    pub notice: Option<String>,
}

impl InvitesPage {
    pub const PATH: &str = "/workspace/invites";
}

/// An invitation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InviteRow {
    /// Names it in the form.
    pub id: String,
    /// As what one is invited.
    pub role: Role,
    /// Where it leads.
    pub rooms: Vec<RoomName>,
    /// Who made it.
    pub creator: Person,
    pub created: Timestamp,
    /// When its time is over.
    pub expires: Timestamp,
    /// How often it may still be used; any number if `None`.
    pub uses_left: Option<u32>,
    /// Who used it, the first of them.
    pub used_by: Vec<Person>,
    /// How many others used it.
    pub others: u32,
    /// Whether it still leads somewhere.
    pub state: InviteState,
}

/// Whether an invite still leads somewhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InviteState {
    /// It does, and can be revoked.
    Open,
    /// Its time is over.
    Expired,
    /// It was used as often as it may be.
    UsedUp,
    /// It was taken back.
    Revoked,
    /// Who made it may invite no more, or not as that.
    Void,
}
