//! The common form of many use cases: a change of one room.

use protocol::{ErrorReply, RoomId};

use crate::actions::{Actions, Actor, refusal};
use domain::authorise::ActionType;
use store::{Change, Granted, Resource, Work};

impl Actions {
    /// Changes a room, in the transaction in which the change was authorised.
    ///
    /// # Errors
    /// `not_found`, `forbidden`, `shutting_down`, `storage_unavailable`, and the errors of the
    /// work.
    pub(crate) async fn change_in_room<A: ActionType + Send + 'static, T: Send + 'static>(
        &self,
        act: A,
        actor: &Actor,
        room: RoomId,
        work: impl for<'t, 'c> FnOnce(&'t mut Change<'c>, Granted<A>) -> Work<'t, T> + Send + 'static,
    ) -> Result<T, ErrorReply> {
        self.check_running()?;
        let caller = actor.caller();
        let changed = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change.authorise(act, caller, Resource::Room(room)).await?;
                work(change, granted).await
            })
        });
        changed.await.map_err(refusal)
    }
}
