//! Bans: listing all of them, and lifting them.

use std::collections::HashSet;

use futures_util::FutureExt as _;
use protocol::ErrorReply;

use crate::actions::{Actions, refusal};
use domain::authorise::action;
use store::{BANS, BanRow, Caller, Change, Named, Resource, StoreError};

/// Which bans are to be lifted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Lift {
    /// A person's ban, with those of their networks.
    Person(Named),
    /// The bans of a network, such as `192.0.2.0/24`; the persons that they belong to stay banned.
    Network(String),
    All,
}

impl Actions {
    /// Active bans, skipping `after`.
    ///
    /// # Errors
    /// `forbidden`, `storage_unavailable`.
    pub async fn bans(&self, caller: Caller, after: u32) -> Result<Vec<BanRow>, ErrorReply> {
        self.request(action::SeeAccounts, caller, Resource::Workspace)
            .read(move |view, granted| view.bans(granted, after).boxed())
            .await
    }

    /// All active bans.
    ///
    /// # Errors
    /// As [`Actions::bans`].
    pub async fn all_bans(&self, caller: Caller) -> Result<Vec<BanRow>, ErrorReply> {
        let (mut bans, mut after) = (Vec::new(), 0);
        loop {
            let page = self.bans(caller, after).await?;
            let is_last = page.len() < BANS as usize;
            bans.extend(page);
            if is_last {
                return Ok(bans);
            }
            after += BANS;
        }
    }

    /// Lifts bans. Returns how many there were.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `shutting_down`, `storage_unavailable`.
    pub async fn lift_bans(&self, caller: Caller, lift: Lift) -> Result<usize, ErrorReply> {
        self.check_running()?;
        let bans = self.all_bans(caller).await?;
        let lifted = self
            .store
            .change(move |change| lift_some(change, caller, lift, bans).boxed());
        lifted.await.map_err(refusal)
    }
}

async fn lift_some(
    change: &mut Change<'_>,
    caller: Caller,
    lift: Lift,
    bans: Vec<BanRow>,
) -> Result<usize, StoreError> {
    let person = match &lift {
        Lift::Person(name) => Some(change.find_person(name).await?),
        Lift::Network(_) | Lift::All => None,
    };
    let (mut people, mut count) = (HashSet::new(), 0);
    for ban in bans {
        let Some((member, _)) = ban.member else {
            continue;
        };
        let is_meant = match &lift {
            Lift::Person(_) => person == Some(member.id),
            Lift::Network(network) => ban.network.as_ref() == Some(network),
            Lift::All => true,
        };
        if !is_meant {
            continue;
        }
        count += 1;
        if people.insert(member.id) {
            let on = Resource::Person(member.id);
            let granted = change.authorise(action::Ban, caller, on).await?;
            match &lift {
                Lift::Network(network) => {
                    change.lift_network_ban(&granted, network).await?;
                }
                Lift::Person(_) | Lift::All => change.lift_ban(&granted).await?,
            }
        }
    }
    Ok(count)
}
