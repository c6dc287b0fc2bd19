//! Workspace administration: accounts and settings.

pub mod audit;

use futures_util::FutureExt as _;
use protocol::ErrorReply;

use crate::actions::{Actions, Actor};
use domain::authorise::action;
use store::{Caller, PersonRow, Resource, Workspace};

impl Actions {
    /// A page of all accounts, skipping `after`.
    ///
    /// # Errors
    /// `forbidden`, `storage_unavailable`.
    pub async fn accounts(
        &self,
        caller: Caller,
        words: String,
        after: u32,
    ) -> Result<Vec<PersonRow>, ErrorReply> {
        self.request(action::SeeAccounts, caller, Resource::Workspace)
            .read(move |view, granted| {
                async move { view.accounts(granted, &words, after).await }.boxed()
            })
            .await
    }

    /// Changes the workspace's name and how people join.
    ///
    /// # Errors
    /// `forbidden`, `shutting_down`, `storage_unavailable`.
    pub async fn change_workspace(&self, actor: &Actor, to: Workspace) -> Result<(), ErrorReply> {
        self.request(action::ChangeWorkspace, actor, Resource::Workspace)
            .change(move |change, granted| {
                async move { change.change_workspace(granted, &to).await }.boxed()
            })
            .await
    }
}
