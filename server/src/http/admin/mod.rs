//! What owners and admins see of the place: its people, invitations, name, and what was done.

mod audit;
mod bans;
mod instance;
mod invites;
mod people;

use app::page_data::Person;
use protocol::Member;
use serde::Deserialize;

pub(super) use audit::{audit, audit_csv};
pub(super) use bans::bans;
pub(super) use instance::{change_instance, instance};
pub(super) use invites::{create_invite, invites, revoke_invite};
pub(super) use people::people;

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
    /// After how many the page of the list begins.
    #[serde(default)]
    after: u32,
}

/// Where the next page of a list begins, if this one is full.
fn next(count: usize, after: u32, most: u32) -> Option<String> {
    (count >= most as usize).then(|| after.saturating_add(most).to_string())
}
