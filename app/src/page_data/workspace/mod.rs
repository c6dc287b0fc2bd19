//! What owners and admins see of the workspace: `/admin`.

mod audit;
mod bans;
mod invites;
mod people;
mod settings;

pub use audit::{AuditEntry, AuditPage, AuditedBy};
pub use bans::{BanRow, BansPage};
pub use invites::{InviteForm, InviteRow, InviteState, InvitesPage, RoomChoice};
pub use people::{PeoplePage, PersonRow};
pub use settings::{Joining, WorkspacePage};
