//! The place as a whole, as its admins see and change it.

use protocol::ErrorReply;

use super::{Actions, Actor, refusal};
use crate::store::{Caller, Instance, On, PersonRow};
use domain::authorise::act;

impl Actions {
    /// A page of all accounts, after so many.
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
                let granted = view.allow(act::SeeAccounts, caller, On::Place).await?;
                view.accounts(&granted, &words, after).await
            })
        });
        people.await.map_err(refusal)
    }

    /// Changes the place's name and how people come in.
    ///
    /// # Errors
    /// `forbidden`, `shutting_down`, `storage_unavailable`.
    pub async fn change_instance(&self, actor: &Actor, to: Instance) -> Result<(), ErrorReply> {
        self.check_running()?;
        let caller = actor.caller();
        let changed = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change.allow(act::ChangeInstance, caller, On::Place).await?;
                change.change_instance(&granted, &to).await
            })
        });
        changed.await.map_err(refusal)
    }
}
