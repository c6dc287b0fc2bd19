//! One shape of many use cases: something is changed of one room.

use protocol::{ErrorReply, RoomId};

use super::{Actions, Actor, refusal};
use crate::store::{Change, Granted, On, Work};
use domain::authorise::Act;

impl Actions {
    /// Changes something of a room, in the transaction in which the table allows it.
    ///
    /// # Errors
    /// `not_found`, `forbidden`, `shutting_down`, `storage_unavailable`, and what the work says.
    pub(super) async fn change_in_room<A: Act + Send + 'static, T: Send + 'static>(
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
                let granted = change.allow(act, caller, On::Room(room)).await?;
                work(change, granted).await
            })
        });
        changed.await.map_err(refusal)
    }
}
