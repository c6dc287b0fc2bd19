//! What owners and admins see of the place: `/admin`.

mod audit;
mod bans;
mod instance;
mod invites;
mod people;

pub use audit::{AuditEntry, AuditPage, AuditedBy};
pub use bans::{BanRow, BansPage};
pub use instance::{InstancePage, Joining};
pub use invites::{InviteForm, InviteRow, InviteState, InvitesPage, RoomChoice};
pub use people::{PeoplePage, PersonRow};
