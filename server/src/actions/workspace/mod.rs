//! Workspace administration: accounts and settings.

pub mod audit;

use protocol::ErrorReply;

use crate::actions::{Actions, Actor, refusal};
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
        let people = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view
                    .authorise(action::SeeAccounts, caller, Resource::Workspace)
                    .await?;
                view.accounts(&granted, &words, after).await
            })
        });
        people.await.map_err(refusal)
    }

    /// Changes the workspace's name and how people join.
    ///
    /// # Errors
    /// `forbidden`, `shutting_down`, `storage_unavailable`.
    pub async fn change_workspace(&self, actor: &Actor, to: Workspace) -> Result<(), ErrorReply> {
        self.check_running()?;
        let caller = actor.caller();
        let changed = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change
                    .authorise(action::ChangeWorkspace, caller, Resource::Workspace)
                    .await?;
                change.change_workspace(&granted, &to).await
            })
        });
        changed.await.map_err(refusal)
    }
}
