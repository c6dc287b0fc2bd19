//! Workspace administration, for owners and admins: people, invitations, settings, bans and the
//! audit log.

mod audit;
mod bans;
mod invites;
mod people;
mod settings;

use app::page_data::Person;
use protocol::Member;
use serde::Deserialize;

pub(super) use audit::{audit, audit_csv};
pub(super) use bans::bans;
pub(super) use invites::{create_invite, invites, revoke_invite};
pub(super) use people::people;
pub(super) use settings::{change_workspace, workspace};

fn person(member: Member) -> Person {
    Person {
        member,
        handle: None,
    }
}

#[derive(Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    done: String,
    /// How many entries of the list are skipped.
    #[serde(default)]
    after: u32,
}

/// The offset of the next page of a list, if this page is full.
fn next(count: usize, after: u32, most: u32) -> Option<String> {
    (count >= most as usize).then(|| after.saturating_add(most).to_string())
}
